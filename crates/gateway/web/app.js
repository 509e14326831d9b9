"use strict";
// A plain page on the HTTP API: lights, forecasts, alerts, live events. No build step, no other host.
const words = {
  zh: { plan: "计划", goals: "目标与关键结果", tasks: "任务", alerts: "未关闭预警", events: "实时事件", code: "编号", name: "名称",
    light: "灯", why: "原因", owner: "负责人", department: "部门", planned: "计划完成", forecast: "预测完成", delay: "偏差(工作日)",
    percent: "进度", cause: "根因", none: "暂无预警", empty: "还没有计划。用 cascade import 导入一个工作簿。", asOf: "截至", other: "English",
    green: "● 绿", yellow: "▲ 黄", red: "■ 红", level: "级", token: "请在地址后加 #token=… 登录" },
  en: { plan: "Plan", goals: "Goals and key results", tasks: "Tasks", alerts: "Open alerts", events: "Live events", code: "Code",
    name: "Name", light: "Light", why: "Why", owner: "Owner", department: "Department", planned: "Planned finish",
    forecast: "Forecast finish", delay: "Delay (days)", percent: "Done", cause: "Root cause", none: "No alerts",
    empty: "No plan yet. Import a workbook with cascade import.", asOf: "As of", other: "中文", green: "● green", yellow: "▲ yellow",
    red: "■ red", level: "level", token: "Sign in by adding #token=… to the address" },
};
let lang = localStorage.lang || (navigator.language.startsWith("zh") ? "zh" : "en");
let token = "", plan = "", timer = 0;
const $ = (id) => document.getElementById(id);
const t = (key) => words[lang][key];

async function api(path, options = {}) {
  const headers = { "accept-language": lang === "zh" ? "zh-CN" : "en", ...(options.headers || {}) };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(`/api/v1/${path}`, { ...options, headers });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail || answer.statusText);
  return answer;
}
async function signIn() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) { token = given; return; }
  const body = JSON.stringify({ subject: "browser", roles: [{ role: "viewer", department: "*" }], ttl_seconds: 43200 });
  try {
    const answer = await api("dev/tokens", { method: "POST", body, headers: { "content-type": "application/json" } });
    token = (await answer.json()).token;
  } catch { throw new Error(t("token")); }
}
function cell(row, text, kind) {
  const td = document.createElement("td");
  td.textContent = text ?? "";
  if (kind) td.className = kind;
  row.append(td);
}
function table(id, heads, rows) {
  const head = document.createElement("tr");
  for (const key of heads) { const th = document.createElement("th"); th.scope = "col"; th.textContent = t(key); head.append(th); }
  $(id).replaceChildren(head, ...rows);
}
function lightRow(item, more) {
  const row = document.createElement("tr");
  cell(row, item.code);
  cell(row, item.description || item.name, "text");
  cell(row, t(item.light), `light ${item.light}`);
  cell(row, item.light_reason[lang], "text");
  more(row);
  return row;
}
async function show() {
  if (!plan) return;
  const state = await (await api(`plans/${plan}/status`)).json();
  $("asof").textContent = `${t("asOf")} ${state.as_of}`;
  const path = (hops) => hops.map((hop) => `${hop.code}(+${hop.own_delay_days})`).join(" → ");
  const group = [...state.goals, ...state.key_results].map((item) => lightRow(item, (row) => {
    cell(row, item.forecast_finish); cell(row, path(item.root_cause));
  }));
  table("goals", ["code", "name", "light", "why", "forecast", "cause"], group);
  table("tasks", ["code", "name", "light", "why", "owner", "department", "percent", "planned", "forecast", "delay"],
    state.tasks.map((task) => lightRow(task, (row) => {
      cell(row, task.owner); cell(row, task.department); cell(row, `${Math.round(task.percent)}%`);
      cell(row, task.planned_end); cell(row, task.forecast_finish); cell(row, task.forecast_delay_days);
    })));
  const alerts = state.open_alerts.map((alert) => {
    const li = document.createElement("li");
    li.textContent = `L${alert.level} ${alert.summary[lang]} → ${alert.assignee} (${alert.affects.join(", ")})`;
    return li;
  });
  if (!alerts.length) { const li = document.createElement("li"); li.textContent = t("none"); alerts.push(li); }
  $("alerts").replaceChildren(...alerts);
}
const soon = () => { clearTimeout(timer); timer = setTimeout(() => show().catch(fail), 200); };
async function follow() {
  const answer = await api("events?types=%23");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    pending += value;
    const messages = pending.split("\n\n");
    pending = messages.pop();
    for (const message of messages) {
      const data = message.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (!data) continue;
      const event = JSON.parse(data);
      const li = document.createElement("li");
      li.textContent = `${event.time} ${event.type}`;
      $("events").prepend(li);
      while ($("events").children.length > 200) $("events").lastChild.remove();
      soon();
    }
  }
  setTimeout(() => follow().catch(fail), 2000);
}
function fail(error) { $("message").textContent = error.message; }
function label() {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  $("lang").textContent = t("other");
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
}
async function start() {
  label();
  await signIn();
  const plans = (await (await api("plans?page_size=500")).json()).items;
  if (!plans.length) { fail(new Error(t("empty"))); }
  $("plan").replaceChildren(...plans.map((row) => new Option(`${row.code} ${row.title}`, row.id)));
  plan = plans.at(-1)?.id || "";
  $("plan").value = plan;
  await show();
  follow().catch(fail);
}
$("plan").addEventListener("change", () => { plan = $("plan").value; show().catch(fail); });
$("lang").addEventListener("click", () => { lang = lang === "zh" ? "en" : "zh"; localStorage.lang = lang; label(); show().catch(fail); });
start().catch(fail);
