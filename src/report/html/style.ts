import {colour, family} from "../svg/theme.ts";

/** Colours by role on a light page, and on a dark one: those of the picture, and as far apart there. */
const roles: readonly (readonly [role: string, light: string, dark: string])[] = [
  ["bg", colour.page, "#0F1419"],
  ["ink", colour.ink, "#E6EAEE"],
  ["mu", colour.muted, "#A3ADB7"],
  ["hair", colour.hair, "#6E7983"],
  ["rule", colour.rule, "#323A42"],
  ["zebra", colour.zebra, "#171E25"],
  ["seen", colour.seen, "#56B4E9"],
  ["seent", colour.seenTint, "#12283A"],
  ["miss", colour.missing, "#F0803C"],
  ["misst", colour.missingText, "#FFAA78"],
  ["tint", colour.missingTint, "#2B1B12"],
  ["fine", colour.fine, "#2FBF95"],
  ["finet", colour.fineText, "#6FDDB9"],
  ["finetint", colour.fineTint, "#10261F"],
  ["link", "#005A8C", "#7CC4F0"],
];

const sheet = (column: 1 | 2) => roles.map(role => `--${role[0]}:${role[column]}`).join(";");

/** The picture's own colours follow the page's: a rule is stronger than an attribute. */
const recoloured = roles
  .filter(([role]) => role !== "link")
  .map(([role, light]) => `.pic [fill="${light}"]{fill:var(--${role})}.pic [stroke="${light}"]{stroke:var(--${role})}`)
  .join("");

/** One sheet: nothing is loaded from elsewhere, and no element has a style of its own, which a strict policy forbids. */
export const style = `:root{${sheet(1)};color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{${sheet(2)}}}
*{box-sizing:border-box}html{scroll-padding-top:12px}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 ${family.sans};overflow-wrap:anywhere}
main,header>div,footer,nav ul{max-width:1000px;margin:0 auto;padding:0 24px}
.mono,code{font-family:${family.mono};font-size:.93em}
a{color:var(--link)}:focus-visible{outline:3px solid var(--seen);outline-offset:2px;border-radius:3px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:static;width:auto;height:auto;clip-path:none}
header{padding:20px 0 16px;background:var(--zebra);border-left:8px solid var(--hair);--hue:var(--ink)}
header.fails{background:var(--tint);border-color:var(--miss);--hue:var(--misst)}
header.works{background:var(--seent);border-color:var(--seen);--hue:var(--ink)}
header.fine{background:var(--finetint);border-color:var(--fine);--hue:var(--finet)}
h1{margin:0;color:var(--hue);font-size:clamp(19px,3.2vw,27px);line-height:1.25}header p{margin:4px 0 0}
.badge{font-size:13px;font-weight:bold;letter-spacing:.06em;border:1.5px solid var(--hue);color:var(--hue);border-radius:4px;padding:0 6px;margin-right:8px;white-space:nowrap}
nav{border-bottom:1px solid var(--rule)}nav ul{padding-top:8px;padding-bottom:8px;list-style:none;display:flex;gap:4px 20px;flex-wrap:wrap}nav a{display:inline-block;padding:3px 0}
h2{font-size:18px;margin:32px 0 12px;padding-bottom:6px;border-bottom:1px solid var(--rule)}h2 small{font-weight:normal;color:var(--mu);font-size:13px;margin-left:12px}h3{font-size:15px;margin:20px 0 8px}
.mu{color:var(--mu)}.mi{color:var(--misst);font-weight:bold}
figure{margin:0}.scroll{overflow-x:auto}.pic svg{display:block;width:100%;min-width:660px;height:auto}.pic text{fill:var(--ink)}${recoloured}
dl.why{display:grid;grid-template-columns:130px minmax(0,1fr);gap:6px 12px;margin:0;background:var(--zebra);border:1px solid var(--rule);border-radius:6px;padding:14px 16px}
dl.why dt{color:var(--mu)}dl.why dd{margin:0;min-width:0}dl.why .likely{font-weight:bold;font-size:17px;line-height:1.35}dd ul{margin:0;padding-left:18px}
.cmd{display:flex;align-items:center;justify-content:space-between;gap:10px;background:var(--bg);border:1px solid var(--hair);border-radius:5px;padding:6px 8px 6px 12px;margin:6px 0;min-width:0}
.cmd code{overflow-x:auto;white-space:pre;padding:3px 0;min-width:0;overflow-wrap:normal}
.copy{font:inherit;font-size:13px;border:1px solid var(--hair);background:var(--zebra);color:var(--ink);border-radius:4px;padding:3px 10px;min-height:28px;cursor:pointer;white-space:nowrap}
html:not(.js) .copy,html:not(.js) .find{display:none}
details{border:1px solid var(--rule);border-radius:6px;margin:8px 0;background:var(--bg)}summary{cursor:pointer;padding:9px 14px}summary:hover{background:var(--zebra)}
details[open]>summary{border-bottom:1px solid var(--rule)}.in{padding:4px 14px 10px}
.changes{background:var(--misst);color:var(--bg);font-size:12px;padding:1px 6px;border-radius:3px}
.find{display:flex;gap:12px;align-items:center;margin:0 0 10px;flex-wrap:wrap}.find input{flex:0 1 320px;min-width:0;font:inherit;padding:6px 10px;border:1px solid var(--hair);border-radius:5px;background:var(--bg);color:var(--ink)}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--mu);font-size:13px;padding-bottom:4px}
.list th,.list td{padding:6px 10px;text-align:left;border-bottom:1px solid var(--rule);font-weight:normal;vertical-align:top}.list .n{white-space:nowrap}
.list thead th{color:var(--mu);font-size:13px;vertical-align:bottom}.list .r{text-align:right;font-variant-numeric:tabular-nums}.list tbody tr:hover{background:var(--zebra)}
.rows{table-layout:fixed}.rows th{color:var(--mu);font-size:12px;font-weight:normal;text-align:left;vertical-align:bottom;padding:0 6px 2px 0;line-height:1.25}
.rows td{padding:0 6px 0 0;font-size:13px;line-height:1.3;vertical-align:middle}.rows .t{width:76px}.rows .f{width:76px;text-align:right}.rows td.t,.rows td.f{font-family:${family.mono};font-size:12px;color:var(--mu)}
.rows .d{width:42%}.rows td.d svg,.rows th.d svg{display:block;width:100%;height:32px;overflow:visible}.rows .e,.rows .e small{color:var(--misst)}.rows .g{text-align:center;color:var(--mu);padding:6px}
.rows svg{font-size:12px;fill:var(--ink)}.rows svg .m{text-anchor:middle}.rows svg .en{text-anchor:end}.rows svg .b{font-weight:bold}.rows .d small{display:block;font-size:12px}
.po{stroke:var(--ink);stroke-width:2}.edge{stroke:var(--hair);stroke-width:1.5}.so{stroke:var(--seen);stroke-width:2.5}.do{stroke:var(--hair);stroke-width:2;stroke-dasharray:1.5 4}.da{stroke:var(--miss);stroke-width:2.5;stroke-dasharray:7 4}
.st{fill:var(--seen)}.mt{fill:var(--miss)}.dot{fill:var(--seen);stroke:var(--bg);stroke-width:1.5}.ring{fill:var(--bg);stroke:var(--misst);stroke-width:2}.x{stroke:var(--misst);stroke-width:3}.ban{fill:var(--zebra)}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;color:var(--mu);list-style:none;padding:0;margin:6px 0}
footer{color:var(--mu);font-size:13px;padding-top:16px;padding-bottom:40px}footer div{border-top:1px solid var(--rule);padding-top:10px}
@media(max-width:680px){main,header>div,footer,nav ul{padding-left:14px;padding-right:14px}dl.why{grid-template-columns:minmax(0,1fr);gap:0;padding:12px}dl.why dd{margin-bottom:10px}
.list .o,.side{display:none}.list th,.list td{padding:8px 4px;font-size:13px}.in{padding:4px 8px 10px}
.rows thead tr,.rows tbody tr{display:flex;flex-wrap:wrap;gap:0 8px;border-bottom:1px dotted var(--rule);padding:4px 0}.rows .t,.rows .f,.rows .y,.rows .d{width:auto;text-align:left}.rows .d{flex:1 0 100%;order:9}}
@media print{nav,.find,.copy,.back,.skip{display:none!important}details::details-content{content-visibility:visible;display:block;height:auto}tr,figure,.cmd{break-inside:avoid}body{font-size:11px}a{color:inherit;text-decoration:none}.cmd code{white-space:pre-wrap}.scroll{overflow:visible}}`;
