/**
 * customize-mode: options, hooks, environments and key bindings with their
 * descriptions, to set, unset or edit. Made by the server for the command,
 * over a pane. What is changed, and how, is in customize-edit.ts.
 */
import type { Client } from "../model/client.ts";
import type { ModeKey } from "../model/mode.ts";
import { KEY_FLAGS } from "../term/key-code.ts";
import { CustomizeEdit, type EditValue } from "./customize-edit.ts";
import { OptionInfo, writeEnvironment, writeKey } from "./customize-info.ts";
import {
	type CustomizeLine,
	type CustomizeRows,
	CustomizeSource,
	type HeadLine,
	type KeyLine,
	type OptionLine,
	optionsOf,
	type Place,
	placeOf,
	scopeText,
} from "./customize-rows.ts";
import { EditorWait } from "./editor-wait.ts";
import type { Area, HelpLine } from "./list-tree-draw.ts";
import { keyMap } from "./list-tree-keys.ts";
import type { TreeMenuRow } from "./list-tree-menu.ts";
import { ListTreeMode, type TreeKeyPress } from "./list-tree-mode.ts";
import { TextFlow } from "./text-flow.ts";
import type { ListTreeArgs, TreeModeInit } from "./tree-ports.ts";

export const CUSTOMIZE_FORMAT = [
	"#{?is_option,",
	"#{?option_is_global,,#[reverse](#{option_scope})#[default] }",
	"#[fg=themelightgrey]#[ignore]#{option_value}",
	"#{?option_unit, #{option_unit},}",
	",",
	"#{?is_environment,#[fg=themelightgrey]#[ignore]#{environment_value},#{key}}",
	"}",
].join("");

const MENU: readonly TreeMenuRow[] = [
	["Select", "Enter"],
	["Edit", "e"],
	["Expand", "Right"],
	undefined,
	["Tag", "t"],
	["Tag All", "C-t"],
	["Tag None", "T"],
	undefined,
	["Changed Only", "C"],
	undefined,
	["Cancel", "q"],
];

interface CustomizeKey {
	readonly keys: readonly string[];
	readonly help?: HelpLine;
	run(mode: CustomizeMode, client: Client | undefined, line: CustomizeLine): void;
}

const KEYS: readonly CustomizeKey[] = [
	{
		keys: ["Enter", "s"],
		help: ["Enter, s", "Set %1 value"],
		run: (mode, client, line) => mode.set(client, line, "pane"),
	},
	{
		keys: ["S", "W"],
		help: ["S", "Set global %1 value"],
		run: (mode, client, line) => {
			if (line.type === "option" || line.type === "environment") mode.set(client, line, "global");
		},
	},
	{
		keys: ["w"],
		help: ["w", "Set window %1 value"],
		run: (mode, client, line) => {
			if (line.type === "option") mode.set(client, line, "window");
		},
	},
	{
		keys: ["d"],
		help: ["d", "Set to default value"],
		run: (mode, client, line) => mode.askReset(client, line),
	},
	{
		keys: ["D"],
		help: ["D", "Set tagged %1s to default value"],
		run: (mode, client) => mode.askTagged(client, "Reset", " to default"),
	},
	{ keys: ["u"], help: ["u", "Unset an %1"], run: (mode, client, line) => mode.askUnset(client, line) },
	{
		keys: ["U"],
		help: ["U", "Unset tagged %1s"],
		run: (mode, client) => mode.askTagged(client, "Unset", ""),
	},
	{ keys: ["a"], help: ["a", "Change array key"], run: (mode, client, line) => mode.askKey(client, line) },
	{
		keys: ["e"],
		help: ["e", "Open %1 value in editor"],
		run: (mode, client, line) => mode.openEditor(client, line),
	},
	{ keys: [], help: ["f", "Enter a filter"], run: () => {} },
	{ keys: ["C"], help: ["C", "Toggle only changed items"], run: (mode) => mode.hide("hideDefault") },
	{ keys: [], help: ["v", "Toggle information"], run: () => {} },
	{ keys: ["H"], run: (mode) => mode.hide("hideGlobal") },
];
const KEY_MAP = keyMap(KEYS);

/** Rows of the box below. */
const BOX_ROWS = 12;

/** Which scope a value is set in: the nearest, the window's, everybody's. */
type Wanted = "pane" | "window" | "global";

/** The scope an option of a scope is set in. */
function scopeFor(line: OptionLine, wanted: Wanted): OptionLine["scope"] {
	const ofSession = line.scope === "session" || line.scope === "global session";
	if (line.scope === "server") return "server";
	if (wanted === "global") return ofSession ? "global session" : "global window";
	return ofSession ? "session" : wanted;
}

export class CustomizeMode extends ListTreeMode<CustomizeLine> {
	readonly #rows: CustomizeRows;
	readonly #editor: EditorWait;
	readonly #edit: CustomizeEdit;
	readonly #accept: boolean;

	constructor(init: TreeModeInit<ListTreeArgs>) {
		const rows: CustomizeRows = {
			server: init.server,
			pane: init.pane,
			target: init.target ?? {},
			ports: init.ports.customize,
			format: init.args.format ?? CUSTOMIZE_FORMAT,
			hideGlobal: false,
			hideDefault: false,
		};
		const kind = {
			name: "options-mode",
			item: "item",
			help: KEYS.flatMap((row) => (row.help ? [row.help] : [])),
			helpWidth: 52,
			menu: MENU,
		};
		super(init, kind, new CustomizeSource(rows));
		this.#rows = rows;
		this.#accept = init.args.accept === true;
		this.#editor = new EditorWait(init.ports);
		this.#edit = new CustomizeEdit(init.server, init.ports.customize);
		this.start();
	}

	protected override boxRows(): number {
		return BOX_ROWS;
	}

	/** Options change all the time while others work: the rows stay until a key is pressed. */
	override update(): void {
		this.refresh();
	}

	override key(event: ModeKey): void {
		if (this.disposed) return;
		if (!this.#editor.open) super.key(event);
		else if (this.#editor.leaves(event.key & ~KEY_FLAGS)) this.leave();
		else this.refresh();
	}

	protected override act({ key, client }: TreeKeyPress): boolean {
		const line = this.tree.currentItem?.data;
		if (line) KEY_MAP.get(key)?.run(this, client, line);
		return false;
	}

	override dispose(): void {
		this.#editor.cancel();
		super.dispose();
	}

	protected override drawOver(): void {
		this.#editor.draw(this.screen);
	}

	protected override drawPreview(line: CustomizeLine, area: Area): void {
		const flow = new TextFlow(this.screen, area);
		const place = this.#placeOf(line);
		if (!place) return;
		if (line.type === "key") writeKey(flow, this.server, line);
		else if (line.type === "environment") writeEnvironment(flow, this.server, line);
		else if (line.type === "option") {
			const entry = line.options.entry(line.name);
			if (entry) new OptionInfo(flow, this.server, this.ports.customize, place, line, entry).write();
		}
	}

	/** Where the mode is, if the row still belongs there. */
	#placeOf(line: CustomizeLine): Place | undefined {
		const place = placeOf(this.target, this.pane);
		return place && this.#edit.belongs(line, place) ? place : undefined;
	}

	#fail(client: Client | undefined, error: string | undefined): void {
		if (error !== undefined && error !== "")
			this.ports.message(client, error.charAt(0).toUpperCase() + error.slice(1));
	}

	/** Asks for a value and does something with one that is not empty; an error is shown. */
	#askValue(
		client: Client | undefined,
		prompt: string,
		input: string,
		use: (text: string) => string | undefined,
		allowEmpty = false,
	): void {
		this.ask(client, {
			prompt,
			input,
			type: "command",
			done: (text, by) => {
				if (text === undefined || (text === "" && !allowEmpty)) return;
				this.#fail(by, use(text));
				this.tree.build();
			},
		});
	}

	// What keys do.

	hide(what: "hideGlobal" | "hideDefault"): void {
		this.#rows[what] = !this.#rows[what];
		this.tree.build();
	}

	set(client: Client | undefined, line: CustomizeLine, wanted: Wanted): void {
		const place = this.#placeOf(line);
		if (line.type === "head") this.#askNew(client, line);
		else if (!place) return;
		else if (line.type === "key") this.#setKey(client, line);
		else if (line.type === "option") this.#setOption(client, line, wanted, place);
		else {
			const entry = line.environ.entry(line.name);
			// Somebody else has taken it away meanwhile.
			if (!entry) return;
			const scope = wanted === "global" ? "global environment" : line.scope;
			const environ = wanted === "global" ? this.server.environ : line.environ;
			const whose = scopeText(scope, place);
			const suffix = whose !== "" ? `, for ${whose}` : ", global";
			const value = entry.value ?? "";
			const use = (text: string) => this.#edit.setEnvironment({ ...line, environ }, text);
			this.#askValue(client, `(${line.name}${suffix}) `, value, use, true);
		}
		this.tree.build();
	}

	#setOption(client: Client | undefined, line: OptionLine, wanted: Wanted, place: Place): void {
		const entry = line.options.entry(line.name);
		if (!entry) return;
		const { row } = entry;
		const inPane = !row || row.scope.includes("pane");
		const scope = row?.array ? line.scope : scopeFor(line, wanted === "pane" && !inPane ? "window" : wanted);
		const options = scope === line.scope ? line.options : optionsOf(this.server, scope, place);
		if (this.#edit.step(options, line.name)) return;
		const whose = scopeText(scope, place);
		const suffix = whose !== "" ? `, for ${whose}` : scope === "server" ? "" : ", global";
		const key = row?.array ? `[${line.key ?? "+"}]` : "";
		this.#askValue(client, `(${line.name}${key}${suffix}) `, entry.toText(line.key), (text) =>
			this.#edit.setOption({ ...line, options, scope }, text),
		);
	}

	#setKey(client: Client | undefined, line: KeyLine): void {
		const part = this.tree.currentItem?.name;
		const binding = this.server.keyTables.find(line.table, line.key);
		if (!binding) return;
		const prompt = `(${line.name}) `;
		if (part === "Repeat") this.#edit.toggleRepeat(line);
		else if (part === "Command")
			this.#askValue(client, prompt, binding.commands.toText(), (text) => this.#edit.setCommand(line, text));
		else if (part === "Note")
			this.#askValue(client, prompt, binding.note ?? "", (text) => this.#edit.setNote(line, text));
	}

	/** Something new below a heading. */
	#askNew(client: Client | undefined, { option, environ, table }: HeadLine): void {
		const edit = this.#edit;
		if (option) {
			const what = option.hooks ? "hook" : "option";
			this.#askValue(client, `New user ${what}: `, "@", (text) => edit.addOption(option, text));
		} else if (environ)
			this.#askValue(client, "New environment: ", "", (text) => edit.addEnvironment(environ.environ, text));
		else if (table !== undefined)
			this.#askValue(client, `New key in ${table}: `, "", (text) => edit.addKey(table, text));
	}

	askKey(client: Client | undefined, line: CustomizeLine): void {
		if (line.type !== "option" || line.key === undefined || !this.#placeOf(line)) return;
		this.#askValue(client, `(${line.name}[${line.key}]) `, line.key, (text) =>
			this.#edit.moveItem(line, text),
		);
	}

	askReset(client: Client | undefined, line: CustomizeLine): void {
		const can = line.type === "key" || (line.type === "option" && line.key === undefined);
		if (can) this.#askChange(client, `Reset ${line.name} to default? `, "Reset", () => [line]);
	}

	askUnset(client: Client | undefined, line: CustomizeLine): void {
		if (line.type === "head") return;
		const key = line.type === "option" && line.key !== undefined ? `[${line.key}]` : "";
		this.#askChange(client, `Unset ${line.name}${key}? `, "Unset", () => [line]);
	}

	askTagged(client: Client | undefined, change: "Reset" | "Unset", suffix: string): void {
		const lines = () => this.tree.tagged().map((item) => item.data);
		const count = lines().length;
		if (count > 0) this.#askChange(client, `${change} ${count} tagged${suffix}? `, change, lines);
	}

	#askChange(
		client: Client | undefined,
		prompt: string,
		change: "Reset" | "Unset",
		lines: () => readonly CustomizeLine[],
	): void {
		this.ask(client, {
			prompt,
			type: "command",
			single: true,
			accept: this.#accept,
			done: (text) => {
				if (text?.toLowerCase() !== "y") return;
				for (const line of lines()) {
					if (!this.#placeOf(line)) continue;
					// A row that goes leaves the selection on the one above it.
					const goes = change === "Reset" ? this.#edit.reset(line) : this.#edit.unset(line);
					if (goes && line === this.tree.currentItem?.data) this.tree.up(false);
				}
				this.tree.build();
			},
		});
	}

	openEditor(client: Client | undefined, line: CustomizeLine): void {
		const value: EditValue | undefined = this.#placeOf(line)
			? this.#edit.valueFor(line, this.tree.currentItem?.name ?? "")
			: undefined;
		if (!value) return;
		const saved = (bytes: Uint8Array): void => {
			if (!this.#placeOf(line)) return;
			value.save(new TextDecoder().decode(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes));
			this.tree.build();
		};
		const text = value.text === "" ? "\n" : value.text;
		this.#editor.start(client, new TextEncoder().encode(text), saved, () => this.refresh());
	}
}
