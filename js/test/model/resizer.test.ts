import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Kernel, type ResizeAnswer, type ResizeRequest, Resizer } from "../../src/model/resizer.ts";
import { cnnAt28 } from "../fixtures.ts";

class FakeKernel implements Kernel {
  readonly sent: ResizeRequest[] = [];
  private listeners: ((answer: ResizeAnswer) => void)[] = [];

  send(message: ResizeRequest): void {
    this.sent.push(message);
  }

  onMessage(callback: (answer: ResizeAnswer) => void): () => void {
    this.listeners.push(callback);
    return () => {
      this.listeners = this.listeners.filter((each) => each !== callback);
    };
  }

  answer(position: number, headline = ""): void {
    const request = this.sent[position]?.request ?? Number.NaN;
    this.tell({ kind: "resized", request, update: { ...cnnAt28(), headline } });
  }

  tell(answer: ResizeAnswer): void {
    for (const listener of this.listeners) listener(answer);
  }
}

function start(kernel = new FakeKernel()) {
  const log: string[] = [];
  const resizer = new Resizer(kernel, {
    resized: (update) => log.push(update.headline),
    redrawn: (document) => log.push(document),
    refused: (message) => log.push(message),
    busy: (waiting) => log.push(waiting ? "busy" : "idle"),
  });
  return { kernel, resizer, log, told: () => log.filter((entry) => entry !== "busy" && entry !== "idle") };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a size is sent at once", () => {
  const { kernel, resizer } = start();
  resizer.resize({ H: 28 });
  expect(kernel.sent).toMatchObject([{ kind: "resize", sizes: { H: 28 } }]);
});

test("while a question is open only the newest sizes wait", () => {
  const { kernel, resizer, told } = start();
  for (const H of [1, 2, 3, 4]) resizer.resize({ H });
  expect(kernel.sent.map(({ sizes }) => sizes.H)).toEqual([1]);
  kernel.answer(0, "at 1");
  expect(kernel.sent.map(({ sizes }) => sizes.H)).toEqual([1, 4]);
  kernel.answer(1, "at 4");
  expect(kernel.sent).toHaveLength(2);
  expect(told()).toEqual(["at 1", "at 4"]);
});

test("an answer older than the one shown is dropped", () => {
  const { kernel, resizer, told } = start();
  resizer.resize({ H: 1 });
  vi.advanceTimersByTime(3000);
  resizer.resize({ H: 2 });
  kernel.answer(1, "at 2");
  kernel.answer(0, "at 1");
  expect(told()).toEqual(["No kernel answers: run the cell again to vary the sizes.", "at 2"]);
});

test("an answer and a refusal come with the sizes that were asked for", () => {
  const kernel = new FakeKernel();
  const asked: unknown[] = [];
  const note = (_: unknown, sizes: unknown) => asked.push(sizes);
  const resizer = new Resizer(kernel, { resized: note, redrawn: note, refused: note, busy: () => {} });
  resizer.resize({ H: 1 });
  resizer.resize({ H: 2 });
  kernel.answer(0);
  vi.advanceTimersByTime(3000);
  expect(asked).toEqual([{ H: 1 }, { H: 2 }]);
});

test("an answer that comes after all is shown", () => {
  const { kernel, resizer, told } = start();
  resizer.resize({ H: 1 });
  vi.advanceTimersByTime(3000);
  kernel.answer(0, "at 1");
  expect(told().at(-1)).toBe("at 1");
});

test("sizes chosen while no kernel answered are asked for next", () => {
  const { kernel, resizer } = start();
  resizer.resize({ H: 1 });
  resizer.resize({ H: 2 });
  vi.advanceTimersByTime(3000);
  expect(kernel.sent.map(({ sizes }) => sizes.H)).toEqual([1, 2]);
});

test("a refusal tells its sentence and lets the next question go", () => {
  const { kernel, resizer, told } = start();
  resizer.resize({ H: 1 });
  resizer.resize({ H: 2 });
  kernel.tell({ kind: "refused", request: kernel.sent[0]?.request ?? 0, message: "H is too small." });
  expect(told()).toEqual(["H is too small."]);
  expect(kernel.sent).toHaveLength(2);
});

test("only a slow answer shows as busy", () => {
  const { kernel, resizer, log } = start();
  resizer.resize({ H: 1 });
  vi.advanceTimersByTime(100);
  kernel.answer(0);
  expect(log).not.toContain("busy");
  resizer.resize({ H: 2 });
  vi.advanceTimersByTime(200);
  expect(log.at(-1)).toBe("busy");
  kernel.answer(1);
  expect(log).toContain("idle");
});

test("two views of one widget do not take each other's answers", () => {
  const kernel = new FakeKernel();
  const [first, second] = [start(kernel), start(kernel)];
  first.resizer.resize({ H: 1 });
  second.resizer.resize({ H: 2 });
  kernel.answer(0, "first");
  kernel.answer(1, "second");
  expect(first.told()).toEqual(["first"]);
  expect(second.told()).toEqual(["second"]);
});

test("a view that has ended hears nothing more", () => {
  const { kernel, resizer, log } = start();
  resizer.resize({ H: 1 });
  resizer.dispose();
  kernel.answer(0, "late");
  vi.advanceTimersByTime(5000);
  expect(log).toEqual([]);
});
