/**
 * Draws docs/screenshot.svg from a real run: comux in a pty, three panes, each
 * with a program, read through an independent emulator. Run it with
 * `npm run screenshot` after the looks have changed.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IBufferCell } from "@xterm/headless";
import type { PtyTerminal } from "../test/harness/pty-terminal.ts";
import { root, World } from "../test/harness/world.ts";

const COLS = 100;
const ROWS = 28;
/** Size of a cell in the picture. */
const WIDTH = 8.4;
const HEIGHT = 18;
const PAD = 12;
const FOREGROUND = "#d8dee9";
const BACKGROUND = "#1d1f27";
const BASIC = [
	"#1d1f27",
	"#bf616a",
	"#a3be8c",
	"#ebcb8b",
	"#81a1c1",
	"#b48ead",
	"#88c0d0",
	"#e5e9f0",
	"#4c566a",
	"#d08770",
	"#b5d6a0",
	"#f2dca0",
	"#9ab8d8",
	"#c9a8c4",
	"#9fd3e0",
	"#ffffff",
];

function palette(index: number): string {
	if (index < 16) return BASIC[index] as string;
	if (index >= 232) return rgb(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
	const level = (n: number) => (n === 0 ? 0 : 55 + n * 40);
	const i = index - 16;
	return rgb(level(Math.floor(i / 36)), level(Math.floor(i / 6) % 6), level(i % 6));
}

function rgb(r: number, g: number, b: number): string {
	return `#${[r, g, b].map((n) => n.toString(16).padStart(2, "0")).join("")}`;
}

function colour(value: number, isRgb: boolean, isPalette: boolean, fallback: string): string {
	if (isRgb) return rgb(value >> 16, (value >> 8) & 255, value & 255);
	return isPalette ? palette(value) : fallback;
}

function look(cell: IBufferCell): { fg: string; bg: string; bold: boolean } {
	const fg = colour(cell.getFgColor(), cell.isFgRGB(), cell.isFgPalette(), FOREGROUND);
	const bg = colour(cell.getBgColor(), cell.isBgRGB(), cell.isBgPalette(), BACKGROUND);
	const bold = cell.isBold() !== 0;
	return cell.isInverse() ? { fg: bg, bg: fg, bold } : { fg, bg, bold };
}

const xml = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function draw(terminal: PtyTerminal): string {
	const { active } = terminal.emulator.buffer;
	const boxes: string[] = [];
	const texts: string[] = [];
	for (let y = 0; y < ROWS; y++) {
		const line = active.getLine(active.baseY + y);
		for (let x = 0; line && x < COLS; x++) {
			const cell = line.getCell(x);
			if (!cell || cell.getWidth() === 0) continue;
			const { fg, bg, bold } = look(cell);
			const left = (PAD + x * WIDTH).toFixed(1);
			const top = PAD + y * HEIGHT;
			if (bg !== BACKGROUND)
				boxes.push(
					`<rect x="${left}" y="${top}" width="${(WIDTH * cell.getWidth() + 0.3).toFixed(1)}" height="${HEIGHT}" fill="${bg}"/>`,
				);
			const chars = cell.getChars();
			if (chars.trim() !== "")
				texts.push(
					`<text x="${left}" y="${top + 14}" fill="${fg}"${bold ? ' font-weight="bold"' : ""}>${xml(chars)}</text>`,
				);
		}
	}
	const width = Math.round(COLS * WIDTH + PAD * 2);
	const height = ROWS * HEIGHT + PAD * 2;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="comux">
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
${boxes.join("\n")}
${texts.join("\n")}
</g>
</svg>
`;
}

const world = new World();
try {
	world.write(
		"hello.ts",
		'export function greet(name: string): string {\n\treturn `Hello, ${name}`;\n}\n\nconsole.log(greet("comux"));\n',
	);
	world.write("vimrc", "syntax on\nset number noswapfile\nset background=dark\n");
	const terminal = world.open(["new", "-s", "demo", "-n", "edit", "vim -u vimrc hello.ts"], {
		cols: COLS,
		rows: ROWS,
	});
	await terminal.waitFor("greet");
	await world.ask("split-window", "-h", "-l", "45%", "sh");
	await terminal.waitFor(/│[$#]/);
	terminal.type("PS1='$ '; clear\r");
	await terminal.waitFor(/│\$/);
	terminal.type(
		"for i in 31 32 33 34 35 36; do printf '\\033[%sm● colour %s \\033[0m\\n' $i $i; done; echo '日本語 ✓ naïve'\r",
	);
	await terminal.waitFor(/✓ naïve\s*$/m);
	await world.ask("split-window", "-v", "-c", root, "less README.md");
	await world.ask("select-pane", "-T", "a day with comux");
	await terminal.waitFor("terminal multiplexer");
	await world.ask("new-window", "-d", "-n", "logs");
	await world.ask("new-window", "-d", "-n", "tests");
	await terminal.waitFor("2:tests");
	writeFileSync(join(root, "docs", "screenshot.svg"), draw(terminal));
} finally {
	await world.dispose();
}
