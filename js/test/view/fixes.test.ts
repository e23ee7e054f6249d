// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import type { Document } from "../../src/document.ts";
import { applyFix } from "../../src/model/fixes.ts";
import { cnn, cnnAt28, several } from "../fixtures.ts";
import { clearPage, render } from "./render.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  clearPage();
});

const mended = () => {
  const { source, mismatches } = several();
  const fix = mismatches[0]?.fixes[0];
  return fix === undefined ? "" : applyFix(source.text, fix);
};

/** The sample CNN, whose sizes can be varied, with a cause and a fix. */
function cnnWithFix(): Document {
  const content = cnn();
  const [line, old] = [6, "        self.fc1 = nn.Linear(16 * 14 * 14, 10)"];
  const edits = [{ line, old, new: old.replaceAll("14", "32") }];
  content.mismatches = content.mismatches.map((mismatch) => ({
    ...mismatch,
    blame: "3136 = 16·14·14 was meant for 28×28 images.",
    causes: [{ line, text: old, reason: "fc1 is made for 3136 features." }],
    fixes: [
      {
        title: "Make fc1 for 16384 features",
        edits,
        verified: true,
        outcome: "The cell then runs.",
        reason: "fc1 is made for 3136 features.",
      },
    ],
  }));
  return content;
}

test("each fix has a title, its trial, its reason and its diff", () => {
  const { texts } = render(several());
  expect(texts(".fixes h3")).toEqual(["Fixes for fc1 · line 12"]);
  expect(texts(".fix h4")).toEqual([
    "Make fc1 for 16384 features",
    "Feed 28×28 images",
    "Pool to 14×14 before the view",
  ]);
  expect(texts(".trial")).toEqual([
    "✓ Checked. The cell then runs: fc1 gives 4×10.",
    "✓ Checked. The cell then runs: fc1 gives 4×10.",
    "○ Not tried.",
  ]);
  expect(texts(".fix p.muted")[0]).toBe(
    "fc1 is made for 3136 features, and 16384 come from the images of this cell.",
  );
  expect(texts(".fix:first-child .diff .old, .fix:first-child .diff .new")).toEqual([
    "- 6 self.fc1 = nn.Linear(16 * 14 * 14, 10)",
    "+ 6 self.fc1 = nn.Linear(16 * 32 * 32, 10)",
  ]);
});

test("what changed in a line is marked, in the old line as in the new", () => {
  const { texts } = render(several());
  expect(texts(".fix:first-child .diff mark")).toEqual(["14 * 14", "32 * 32"]);
});

test("a long line may go on below between its words, and within no number", () => {
  const content = several();
  const [fix] = content.mismatches[0]?.fixes ?? [];
  if (fix) fix.edits = [{ line: 6, new: "y = self.lstm(x, p=0.25)" }];
  const { find } = render(content);
  const pieces = [...find(".diff .text").childNodes].map(({ textContent }) => textContent);
  expect(pieces.filter((piece) => piece !== "")).toEqual(["y =", " self.", "lstm(", "x,", " p=0.25)"]);
});

test("two fixes of one line have each its own reason, and a reason that adds nothing is left out", () => {
  const content = several();
  content.mismatches[0]?.fixes.forEach((fix, place) => {
    fix.edits = [{ line: 6, new: "" }];
    fix.reason = ["Because of the images.", "Because of fc1.", ""][place] ?? "";
  });
  expect(render(content).texts(".fix p.muted")).toEqual(["Because of the images.", "Because of fc1."]);
});

test("a document without fixes shows no strip of fixes", () => {
  expect(render(cnn()).find(".fixes").hidden).toBe(true);
});

test("where no fix was found, a finding says so", () => {
  const content = several();
  content.mismatches = content.mismatches.map((each, place) => (place === 0 ? { ...each, fixes: [] } : each));
  const { find, texts } = render(content);
  expect(find(".fixes p.muted").textContent).toBe("No change was found that makes this fit.");
  expect(texts(".finding:first-child .blame")[1]).toBe(
    "Change line 6. fc1 is made for 3136 features, and 16384 come from the images of this cell.",
  );
});

test("the blame stands under the message, the line to change in the verdict and in the code", () => {
  const { find, texts } = render(cnnWithFix());
  expect(texts(".finding .blame")).toEqual(["3136 = 16·14·14 was meant for 28×28 images."]);
  expect(texts(".verdict .chip, .verdict .advice")).toEqual(["line 11", "change line 6"]);
  expect(find("[data-line='6'] .change").textContent).toBe("◂ change here");
  expect(find("[data-line='6']").classList.contains("to-change")).toBe(true);
  expect(find("[data-line='11'] .change").textContent).toBe("");
});

test("of a fix with several edits the further lines are marked more quietly", () => {
  const content = cnnWithFix();
  const [first] = content.mismatches[0]?.fixes ?? [];
  first?.edits.push({ line: 11, old: "        return self.fc1(x)", new: "        return self.fc1(x) + 1" });
  const { find } = render(content);
  expect(find("[data-line='11'] .change").textContent).toBe("◂ and here");
  expect(find("[data-line='11']").classList.contains("to-change-too")).toBe(true);
  expect(find("[data-line='11']").classList.contains("to-change")).toBe(false);
});

test("a node with a warning has a badge in the graph and a word in the table", () => {
  const { find, texts } = render(several());
  expect(texts(".node.warned .badge text")).toEqual(["!"]);
  expect(find(".node.warned").getAttribute("data-node")).toBe("n3");
  expect(find(".node.warned").getAttribute("aria-label")).toBe("mse_loss, call, gives scalar, warning");
  find("[role='tab']:nth-of-type(3)").click();
  expect(texts("tr[data-row='n3'] .warning")).toEqual([" ⚠ warning"]);
  expect(texts("tr .warning")).toHaveLength(1);
});

test("a warning inside a folded group marks the group, and an open group only its own", () => {
  const content = several();
  for (const warning of content.warnings) warning.node = "n8";
  const { find, texts } = render(content);
  const group = () => find(".node[data-node='n5']").getAttribute("aria-label");
  expect(group()).toBe("Net, group");
  const press = (key: string) => find(".canvas").dispatchEvent(new KeyboardEvent("keydown", { key }));
  find("[data-line='10']").click();
  press("Escape");
  press("Enter");
  expect(group()).toBe("Net, Net, mismatch, warning");
  press("Enter");
  expect(texts(".node.warned .title")).toEqual(["pool"]);
  for (const warning of content.warnings) warning.node = "n5";
  const label = render(content).find(".node.group.warned").getAttribute("aria-label");
  expect(label).toBe("Net, group, warning");
});

test("a warning is amber, named as one, and turns to its node and fix", () => {
  const { find, texts } = render(several());
  expect(texts(".chip.warning")).toEqual(["⚠ mse_loss · line 15"]);
  expect(texts(".finding.warning p")).toEqual([
    "⚠ Warning: mse_loss compares 32 × 1 with 32: each of the 32 guesses is compared with all 32 targets.",
  ]);
  find(".finding.warning p").click();
  expect(find(".node.selected").getAttribute("data-node")).toBe("n3");
  expect(texts(".fixes h3, .fix h4")).toEqual(["Fix for mse_loss · line 15", "Drop the axis of size 1"]);
  expect(find(".finding.current").classList.contains("warning")).toBe(true);
});

test("a mismatch without a node is underlined, and its chip turns to its line", () => {
  const { find, texts } = render(several());
  expect(texts("[data-line='21'] .wavy").join("")).toBe("attention = nn.MultiheadAttention(10, num_heads=3)");
  find(".chip:nth-of-type(3)").click();
  expect(find(".node.selected")).toBeNull();
  expect(find(".row.selected").dataset.line).toBe("21");
  expect(texts(".fix h4")).toEqual(["Use 2 heads"]);
});

test("in a notebook the mended cell is put below", async () => {
  const insertCell = vi.fn();
  const cells = [{ getSource: () => "", getOutputs: () => "twin" }];
  const { find } = render(several(), true, { context: { model: { sharedModel: { cells, insertCell } } } });
  expect(find(".fix button").textContent).toBe("Put the mended cell below");
  find(".fix button").click();
  await vi.waitFor(() => expect(find(".answer").textContent).toBe("The mended cell stands below: run it."));
  expect(insertCell).toHaveBeenCalledWith(1, expect.objectContaining({ source: mended() }));
});

test("elsewhere the mended cell is copied", async () => {
  const writeText = vi.fn(async () => {});
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  const { find } = render(several());
  expect(find(".fix button").textContent).toBe("Copy the mended cell");
  find(".fix button").click();
  await vi.waitFor(() => expect(find(".answer").textContent).toBe("Copied: paste it into a new cell."));
  expect(writeText).toHaveBeenCalledWith(mended());
});

test("where nothing can be copied the mended cell is shown", async () => {
  vi.stubGlobal("navigator", {});
  const { find } = render(several());
  find(".fix button").click();
  await vi.waitFor(() => {
    expect(find(".answer").textContent).toContain(
      "The browser does not allow copying. Here is the mended cell:",
    );
  });
  expect(find<HTMLTextAreaElement>(".answer textarea").value).toBe(mended());
});

test("at other sizes the fixes say whose they are, and no line is marked", () => {
  const { model, find, type } = render(cnnWithFix());
  expect(find(".sizes-note").hidden).toBe(true);
  type("H", "28");
  model.tell({ kind: "resized", request: model.sent[0]?.request, update: cnnAt28() });
  expect(find(".sizes-note").hidden).toBe(false);
  expect(find(".sizes-note").textContent).toBe(
    "This fix is for the cell as it ran (N = 1, H = 64, W = 64), not for the sizes shown now.",
  );
  expect(find(".fix h4").textContent).toBe("Make fc1 for 16384 features");
  expect(find("[data-line='6'] .change").textContent).toBe("");
});
