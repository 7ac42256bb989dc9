/** Search, copying, and what a link opens: conveniences, without which all of the page can be read. */
export const script = `"use strict";
const root=document.documentElement;root.classList.add("js");
const all=selector=>[...document.querySelectorAll(selector)];
const tell=words=>{document.getElementById("status").textContent=words};
document.addEventListener("click",async event=>{
const button=event.target.closest("button.copy");
if(!button)return;
const code=button.previousElementSibling,was=button.textContent;
let done=true;
try{await navigator.clipboard.writeText(code.textContent)}catch{
const range=document.createRange();range.selectNodeContents(code);
const chosen=getSelection();chosen.removeAllRanges();chosen.addRange(range);
done=document.execCommand("copy")}
button.textContent=done?"Copied":"Press Ctrl-C";tell(button.textContent);
setTimeout(()=>{button.textContent=was},2000)});
const reveal=()=>{
const target=location.hash&&document.getElementById(location.hash.slice(1));
if(target&&target.tagName==="DETAILS"){target.open=true;target.querySelector("summary").focus({preventScroll:true});target.scrollIntoView()}};
addEventListener("hashchange",reveal);reveal();
document.addEventListener("click",event=>{const link=event.target.closest('a[href^="#c"]');if(link&&link.hash===location.hash)reveal()});
const search=document.getElementById("q");
if(search){
const rows=all("#list tbody tr"),shown=document.getElementById("shown");
search.addEventListener("input",()=>{
const words=search.value.toLowerCase().split(/\\s+/).filter(Boolean);
let count=0;
for(const row of rows){
const text=row.textContent.toLowerCase(),hit=words.every(word=>text.includes(word));
row.hidden=!hit;count+=hit;
const link=row.querySelector("a"),ladder=link&&document.getElementById(link.hash.slice(1));
if(ladder)ladder.hidden=!hit}
shown.textContent=count+" of "+rows.length+" shown"})}
let closed=[];
addEventListener("beforeprint",()=>{closed=all("details:not([open])");for(const one of closed)one.open=true});
addEventListener("afterprint",()=>{for(const one of closed)one.open=false});`;
