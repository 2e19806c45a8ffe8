"""The style of the web page: readable on a screen and a phone, and on A4 paper like the Word file."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light; --ink: #1a1a1a; --soft: #4a5361; --line: #6b7686; --banner: #c6d9f1; --head: #eef3fa;
  --accent: #14467c; --alarm: #b00020; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: #eceff3; color: var(--ink); overflow-wrap: anywhere;
  font: 1.0625rem/1.9 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
.page { max-width: 62rem; margin: 2rem auto; padding: 3rem 4.5rem 3.5rem; background: #fff;
  border-top: .3rem solid var(--accent); box-shadow: 0 .1rem .6rem rgb(20 40 70 / 12%); }
h1 { margin: 0 0 2rem; text-align: center; font-size: 1.9rem; line-height: 1.5; text-wrap: balance; }
h1 span { display: block; }
h2 { margin: 2.6rem 0 .9rem; padding-bottom: .3rem; border-bottom: .12rem solid var(--accent); color: var(--accent);
  font-size: 1.35rem; line-height: 1.5; }
h3 { margin: 1.6rem 0 .4rem; font-size: 1.12rem; line-height: 1.6; }
p { margin: .5rem 0; text-align: justify; text-indent: 2em; }
nav { margin: 0 0 2rem; padding: .8rem 1.2rem; background: var(--head); }
nav ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: .1rem 1.5rem; margin: 0;
  padding: 0; list-style: none; }
a { display: inline-block; padding: .15rem 0; color: var(--accent); text-underline-offset: .2em; }
a:focus-visible, .scroll:focus-visible { outline: .2rem solid #c25700; outline-offset: .15rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .4rem 1rem; background: #fff; }
.draft { margin: 0 0 1.5rem; padding: .5rem; border: .15rem solid var(--alarm); color: var(--alarm); font-size: 1.2rem;
  font-weight: bold; letter-spacing: .1em; text-align: center; text-indent: 0; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; line-height: 1.45; }
.wide { min-width: 46rem; font-size: .9rem; }
caption { padding: 0 0 .5rem; color: var(--soft); font-size: .95rem; text-align: left; }
th, td { padding: .34rem .45rem; border: 1px solid var(--line); text-align: center; vertical-align: middle; }
th { font-weight: normal; background: var(--head); text-wrap: balance; }
th.banner { background: var(--banner); font-weight: bold; text-align: left; }
th.row, th.note { text-align: left; text-wrap: wrap; }
td { font-variant-numeric: tabular-nums; }
.remark { color: var(--alarm); font-size: .95rem; text-indent: 0; }
.signature { margin-top: 2.5rem; padding-right: 2em; }
.signature p { text-align: right; text-indent: 0; }
@media (max-width: 40rem) {
  .page { margin: 0; padding: 1.4rem 1.1rem 2rem; }
  h1 { font-size: 1.4rem; }
  h2 { font-size: 1.2rem; }
  nav ol { grid-template-columns: 1fr; }
  p { text-align: left; }
  .wide { min-width: 35rem; font-size: .8rem; }
  .wide th, .wide td { padding: .3rem; }
  .wide caption::after { content: "（可左右滑动）"; }
  .signature { padding-right: 0; }
  .signature p { text-align: right; text-wrap: balance; }
}
@page { size: A4; margin: 30mm 26mm 28mm 28mm; @bottom-center { content: "— " counter(page) " —"; } }
@media print {
  body { background: #fff; font: 14pt/1.7 "FangSong", "仿宋", "STFangsong", "Noto Serif CJK SC", serif; }
  .page { max-width: none; margin: 0; padding: 0; border: 0; box-shadow: none; }
  h1 { font: bold 22pt/1.5 "SimSun", "宋体", "Noto Serif CJK SC", serif; }
  h2 { border: 0; color: #000; font: 16pt/1.6 "SimHei", "黑体", "Noto Sans CJK SC", sans-serif; break-after: avoid; }
  h3 { font: 16pt/1.6 "KaiTi", "楷体", serif; break-after: avoid; }
  nav, .skip { display: none; }
  .scroll { overflow: visible; }
  table, .wide { min-width: 0; font: 9.5pt/1.3 "SimSun", "宋体", "Noto Serif CJK SC", serif; }
  th, td { padding: 2pt 3pt; border-color: #000; }
  th { background: none; }
  th.banner { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  tr, .scroll, .signature { break-inside: avoid; }
  thead { display: table-header-group; }
}
"""
