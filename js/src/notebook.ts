// New cells in the notebook around a widget. ipywidgets' manager in JupyterLab and Notebook 7 knows the notebook's
// shared model, and that takes cells as it does from a kernel's `set_next_input`. Elsewhere there is no such door:
// no message of a kernel makes a cell while none is running.

/** What is used of the manager that anywidget hands over, if it is the one of JupyterLab. */
export interface WidgetManager {
  readonly context?: {
    readonly model?: { readonly readOnly?: boolean; readonly sharedModel?: SharedNotebook };
  };
}

interface SharedNotebook {
  readonly cells: readonly SharedCell[];
  insertCell(
    index: number,
    cell: { cell_type: "code"; source: string; metadata: { trusted: false } },
  ): unknown;
}

interface SharedCell {
  getSource(): string;
  /** Code cells only. */
  getOutputs?(): unknown;
}

/** How to put a cell below the one whose output holds `mark`; null where there is no notebook to put it in. */
export function cellsBelow(
  manager: WidgetManager | undefined,
  mark: string,
): ((source: string) => boolean) | null {
  const model = manager?.context?.model;
  const notebook = model?.sharedModel;
  if (mark === "" || model?.readOnly === true || typeof notebook?.insertCell !== "function") return null;
  return (source) => {
    try {
      return insertBelow(notebook, mark, source);
    } catch {
      return false;
    }
  };
}

function insertBelow(notebook: SharedNotebook, mark: string, source: string): boolean {
  const position = notebook.cells.findIndex((cell) =>
    JSON.stringify(cell.getOutputs?.() ?? "").includes(mark),
  );
  const cell = notebook.cells[position];
  if (cell === undefined) return false;
  notebook.insertCell(position + 1, {
    cell_type: "code",
    source: magicLine(cell.getSource()) + source,
    metadata: { trusted: false },
  });
  return true;
}

/** The line that had the cell checked, so that the mended one is checked too. */
function magicLine(source: string): string {
  return /^\s*%%shapecheck[^\n]*\n/.exec(source)?.[0] ?? "";
}
