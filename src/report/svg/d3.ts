/** The parts of d3 that pictures are drawn with: the bundle takes this file for d3 where d3-node asks for all of it. */
export {scaleUtc} from "d3-scale";
export {select} from "d3-selection";
