import {copies} from "./properties/copies.ts";
import {filter} from "./properties/filter.ts";
import {healthyBeside} from "./properties/healthy-beside.ts";
import {loss} from "./properties/loss.ts";
import {order} from "./properties/order.ts";
import {renaming} from "./properties/renaming.ts";
import {roles} from "./properties/roles.ts";
import {secondPoint} from "./properties/second-point.ts";
import {snaplen} from "./properties/snaplen.ts";
import {text} from "./properties/text.ts";
import {thinning} from "./properties/thinning.ts";
import type {Property} from "./property.ts";

/** Every property, one file each in `properties/`. What each draws is its own matter: for the others it is plain data. */
export const properties: readonly Property[] = [
  order,
  renaming,
  roles,
  healthyBeside,
  secondPoint,
  loss,
  filter,
  thinning,
  text,
  snaplen,
  copies,
] as unknown as readonly Property[];
