/** Which addresses are visited, as whom. */

import { governance } from "./governance.js";
import { tokenFor } from "./server.js";

const everywhere = { role: "viewer", department: "*" };
export const OWNER = {
  subject: "P11",
  person: "P11",
  roles: [everywhere, { role: "contributor", department: "MKT" }],
};
const person = (code) => ({ subject: code, person: code, roles: [everywhere] });
const P = {
  admin: { subject: "admin", roles: [{ role: "admin", department: "*" }] },
  owner: OWNER,
  head: {
    subject: "P02",
    person: "P02",
    roles: [
      everywhere,
      { role: "contributor", department: "MKT" },
      { role: "manager", department: "MKT" },
    ],
  },
};

export async function visits(ask, base) {
  const plan = (await ask("plans")).items[0].id;
  const status = await ask(`plans/${plan}/status`);
  const open = status.open_alerts[0];
  const closed = (
    await ask(`alerts?plan=${plan}&include_closed=true`)
  ).items.find(({ state }) => state === "closed");
  const late = status.tasks.find(({ code }) => code === "T2");
  const requests = (await ask("requests?page_size=500")).items;
  const request = (wanted) => requests.find(({ code }) => code === wanted).id;
  return [
    { name: "sign-in", path: "/" },
    { name: "my-day", path: "/my-day", as: P.owner },
    { name: "plan", path: `/plans/${plan}`, as: P.head },
    { name: "map", path: `/plans/${plan}/map`, as: P.head },
    { name: "map-table", path: `/plans/${plan}/map?as=outline`, as: P.head },
    {
      name: "company",
      path: "/company",
      as: P.head,
      // Its trend as a table; elsewhere it is seen as a chart.
      act: async (page) => {
        await page.locator(".trend-choices .ant-segmented-item").last().click();
        await page.locator(".panel-flush .trend-choices").waitFor();
      },
    },
    { name: "department", path: "/departments/MKT", as: P.head },
    { name: "alerts", path: `/plans/${plan}/alerts`, as: P.head },
    { name: "alert", path: `/plans/${plan}/alerts/${open.id}`, as: P.head },
    {
      name: "alert-closed",
      path: `/plans/${plan}/alerts/${closed.id}`,
      as: P.head,
    },
    { name: "why", path: `/plans/${plan}/why/G1`, as: P.head },
    { name: "key-result", path: `/plans/${plan}/key-results/KR1`, as: P.head },
    { name: "task", path: `/plans/${plan}/tasks/${late.task_id}`, as: P.owner },
    // What a person is asked on the page of a task.
    ...[
      { name: "task-finish", code: "T7", as: person("P14"), asks: /^(完成…|Finish…)$/ },
      { name: "task-milestone", code: "T2", as: P.owner, asks: /^(添加里程碑|Add a milestone)$/ },
      { name: "task-edit", code: "T2", as: P.head, asks: /^(编辑…|Edit…)$/ },
    ].map(({ name, code, as, asks }) => ({
      name,
      as,
      path: `/plans/${plan}/tasks/${code}`,
      act: async (page) => {
        await page.getByRole("button", { name: asks }).click();
        await page.getByRole("dialog").locator("input").first().waitFor();
      },
    })),
    { name: "gantt", path: `/plans/${plan}/gantt`, as: P.head },
    {
      name: "gantt-day",
      path: `/plans/${plan}/gantt?zoom=day&group=person`,
      as: P.head,
    },
    { name: "forecast", path: `/plans/${plan}/forecast`, as: P.head },
    {
      name: "forecast-one",
      path: `/plans/${plan}/forecast?of=KR3&correlation=0.45&runs=200&seed=4`,
      as: P.head,
    },
    {
      name: "forecast-refused",
      path: `/plans/${plan}/forecast?runs=20000`,
      as: P.head,
      refused: 400,
    },
    {
      name: "forecast-late",
      path: `/plans/${plan}/forecast?part=late`,
      as: P.head,
      act: async (page) => {
        await page.locator(".forecast-late button").first().click();
        await page.locator(".forecast-late .chain").waitFor();
        // Away from it, as it looks to whoever reads.
        await page.mouse.move(0, 0);
      },
    },
    {
      name: "forecast-value",
      path: `/plans/${plan}/forecast?part=value`,
      as: P.head,
    },
    {
      name: "forecast-money",
      path: `/plans/${plan}/forecast?part=value&unit=cost&tasks=true`,
      as: P.head,
    },
    { name: "what-if-none", path: `/plans/${plan}/what-if`, as: P.head },
    {
      name: "what-if",
      path: `/plans/${plan}/what-if?change=slip:T3:15&change=move:T6:2026-08-24:2026-09-11`,
      as: P.head,
    },
    {
      name: "what-if-repair",
      path: `/plans/${plan}/what-if?change=slip:T3:15&repair=forecasts`,
      as: P.head,
    },
    {
      name: "what-if-deadline",
      path: `/plans/${plan}/what-if?change=deadline:G1:2026-09-18&repair=deadlines`,
      as: P.head,
    },
    { name: "requests", path: "/requests?show=all", as: P.head },
    { name: "requests-decide", path: "/requests", as: P.head },
    { name: "requests-none", path: "/requests?show=decide&q=nothing", as: P.head },
    { name: "request-people", path: `/requests/${request("R3")}`, as: P.head },
    { name: "request-budget", path: `/requests/${request("R5")}`, as: P.head },
    { name: "request-tool", path: `/requests/${request("R4")}`, as: P.head },
    {
      name: "request-new",
      path: `/requests/new?plan=${plan}&task=T3&kind=budget`,
      as: P.owner,
    },
    { name: "budgets", path: "/budgets", as: P.head },
    {
      name: "budgets-none",
      path: "/budgets?by=department&warned=true",
      as: P.head,
    },
    { name: "budget", path: "/budgets/B-MKT-2026Q3", as: P.head },
    { name: "load", path: "/load?department=HQ", as: P.head },
    {
      name: "load-cell",
      path: "/load?by=day&department=SAL&cell=P15:2026-08-10",
      as: P.head,
      act: (page) =>
        page.waitForSelector(".load-relief li", { timeout: 20_000 }),
    },
    {
      name: "load-table",
      path: "/load?department=MKT&as=table&over=true",
      as: P.head,
    },
    { name: "audit", path: `/plans/${plan}/audit`, as: P.head },
    { name: "import", path: "/import", as: P.admin },
    {
      name: "import-checked",
      path: "/import",
      as: P.admin,
      // Only looked at: what would be done is told, and nothing is. The plan's own workbook, for the example's dates are adjusted by now.
      act: async (page) => {
        const type =
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        const admin = await tokenFor(base, {
          subject: "admin",
          roles: [{ role: "admin", department: "*" }],
        });
        const answer = await fetch(`${base}/api/v1/plans/${plan}/workbook`, {
          headers: { authorization: `Bearer ${admin}`, accept: type },
        });
        await page.setInputFiles("input[type=file]", {
          name: "q3-sales.xlsx",
          mimeType: type,
          buffer: Buffer.from(await answer.arrayBuffer()),
        });
        await page.waitForSelector(".import-verdict", { timeout: 20_000 });
      },
    },
    ...(await governance(base, ask, plan)),
    {
      name: "menu",
      path: "/my-day",
      as: P.owner,
      // The menu of a phone is open over the page; a desk has it at the side.
      act: async (page) => {
        const button = page.locator(".top button[aria-haspopup=dialog]");
        if (!(await button.count())) return;
        await button.click();
        await page.locator("dialog.phone-menu a").first().waitFor();
      },
    },
    { name: "not-found", path: `/plans/${plan}/nothing/here`, as: P.head },
    {
      name: "unknown-department",
      path: "/departments/XX",
      as: P.head,
      refused: 404,
    },
    { name: "unknown-plan", path: "/plans/XX/gantt", as: P.head, refused: 404 },
  ];
}
