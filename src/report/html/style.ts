/** The page's style sheet: system fonts, one column, colours from the theme for light, dark and paper. */
import { FONT, paintDeclarations } from '../theme.ts';

const LAYOUT = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 ${FONT}}
header,main,footer{max-width:1000px;margin:0 auto;padding:0 20px}
header{padding-top:36px}
h1{font-size:27px;line-height:1.25;margin:0 0 4px;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:19px;margin:44px 0 12px;letter-spacing:-.005em}
h3{font-size:15px;margin:26px 0 8px}
p{margin:8px 0}
a{color:var(--accent)}
.question{color:var(--muted);font-size:16px;margin:0 0 20px}
.answer{font-size:19px;line-height:1.45;font-weight:600;border-left:4px solid var(--accent);padding:4px 0 4px 16px;margin:16px 0 10px;overflow-wrap:anywhere}
.answer.lost{border-color:var(--bad)}.answer.well{border-color:var(--good)}
.aside{color:var(--muted);overflow-wrap:anywhere}
li,.question{overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;padding:0;margin:18px 0 0;font-size:13.5px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:22px 0;padding:0}
.card{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 14px}
.card dt{color:var(--muted);font-size:13px}
.card dd{margin:2px 0 0;font-size:22px;font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}
.card dd.interval{white-space:normal;font-size:12.5px;font-weight:400;color:var(--muted)}
figure{background:var(--surface);border:1px solid var(--line);border-radius:10px;margin:0 0 16px;padding:10px 10px 8px;break-inside:avoid}
figure h3{margin:4px 8px 0}
figure .subtitle{margin:0 8px 6px;color:var(--muted);font-size:13px;line-height:1.4}
figure svg{display:block;max-width:100%;height:auto}
figure [data-live] svg{max-width:none}
figcaption{color:var(--muted);font-size:13.5px;padding:2px 8px 4px}
.scroll{overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:10px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 14px;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:top}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--muted);font-weight:500;font-size:13px}
tbody th{font-weight:500}
.num{text-align:right}
.wide{white-space:normal;min-width:220px;color:var(--muted);font-weight:400}
td.verdict{font-weight:650}
tr.pass .verdict{color:var(--good)}tr.fail .verdict{color:var(--bad)}tr.undecided .verdict{color:var(--unsure)}
.flag{border-left:4px solid var(--unsure);background:var(--surface);padding:8px 14px;border-radius:0 8px 8px 0}
details{background:var(--surface);border:1px solid var(--line);border-radius:10px;margin:0 0 12px}
summary{cursor:pointer;padding:10px 14px;font-weight:500}
details>*:not(summary){margin:0 14px 14px}
.scroll+details{margin-top:12px}
details .scroll{border-radius:6px;max-height:520px;overflow:auto}
details .scroll thead th{position:sticky;top:0;background:var(--surface)}
pre{overflow:auto;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--shade);border-radius:8px;padding:12px 14px;max-height:520px}
pre.command{white-space:pre-wrap;overflow-wrap:anywhere}
.filter{display:flex;gap:10px;align-items:center;font-size:14px}
.filter[hidden]{display:none}
.filter input{font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:6px;padding:5px 10px;min-width:0;flex:0 1 280px}
.swatch{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.5em}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:static;width:auto;height:auto;clip-path:none}
footer{color:var(--muted);font-size:13px;padding-top:24px;padding-bottom:48px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
#vg-tooltip-element{position:fixed;z-index:9;visibility:hidden;pointer-events:none;max-width:340px;padding:7px 10px;border-radius:7px;
background:var(--surface);color:var(--ink);border:1px solid var(--line);box-shadow:0 3px 14px rgb(0 0 0/.18);font:12.5px/1.45 ${FONT}}
#vg-tooltip-element.visible{visibility:visible}
#vg-tooltip-element table{font-size:12.5px;width:auto}
#vg-tooltip-element td{border:0;padding:1px 4px;white-space:normal;overflow-wrap:anywhere}
#vg-tooltip-element td.key{color:var(--muted);text-align:right;white-space:nowrap}
@media(max-width:600px){header,main,footer{padding-left:12px;padding-right:12px}header{padding-top:20px}h1{font-size:22px}.answer{font-size:17px}
table{font-size:13px}th,td{padding:6px 7px}th[scope=row]:not(.wide){white-space:normal;min-width:104px}thead th,.breaks{white-space:normal}figure{padding:6px 2px}.card dd{font-size:19px}}
@media print{@page{margin:14mm}:root{--page:var(--surface)}body{font-size:11pt}figure [data-live] svg{max-width:100%}nav,.filter,.skip{display:none}header,main,footer{max-width:none;padding:0}
.scroll,details .scroll,pre{overflow:visible;max-height:none}pre{white-space:pre-wrap}figure,.card,tr{break-inside:avoid}h2,h3{break-after:avoid}}
`;

/** Light is the rule; dark only on a screen whose reader asks for it, so that paper is always light. */
export function styleSheet(): string {
  const dark = `@media screen and (prefers-color-scheme:dark){:root{${paintDeclarations('dark')}}}`;
  return `:root{${paintDeclarations('light')}}${dark}${LAYOUT}`;
}
