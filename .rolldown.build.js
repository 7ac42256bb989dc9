// Bundles as .rolldown.config.js says, and prints nothing: the command line of rolldown lists its chunks whatever its log level.
import {rolldown} from "rolldown";
import config from "./.rolldown.config.js";

const {output, ...input} = config;
const bundle = await rolldown({...input, logLevel: "warn"});
await bundle.write(output);
await bundle.close();
