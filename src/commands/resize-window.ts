/** resize-window: gives a window a size of its own (`window-size manual`). */
import { parseNumber } from "../command/numbers.ts";
import type { CommandEntry } from "../command/types.ts";
import { defaultWindowSize, recalculateSize } from "../model/resize.ts";
import { WINDOW_MAXIMUM, WINDOW_MINIMUM } from "../model/window.ts";
import { mustBeNumber, wholeTarget } from "./common.ts";

export const resizeWindowEntry: CommandEntry = {
	name: "resize-window",
	alias: "resizew",
	args: { template: "aADLRt:Ux:y:", lower: 0, upper: 1 },
	usage: "[-aADLRU] [-x width] [-y height] [-t target-window] [adjustment]",
	target: { flag: "t", type: "window" },
	flags: ["afterHook"],
	exec({ args }, item) {
		const { server } = item;
		const { session, window } = wholeTarget(item);
		const by = mustBeNumber(parseNumber(args.string(0) ?? "1", 1, 0x7fffffff), "adjustment");
		const side = (flag: string, label: string, own: number) =>
			args.has(flag) ? mustBeNumber(args.number(flag, WINDOW_MINIMUM, WINDOW_MAXIMUM), label) : own;
		let sx = side("x", "width", window.sx);
		let sy = side("y", "height", window.sy);
		if (args.has("L")) sx = sx >= by ? sx - by : sx;
		else if (args.has("R")) sx += by;
		else if (args.has("U")) sy = sy >= by ? sy - by : sy;
		else if (args.has("D")) sy += by;
		const type = args.has("A") ? "largest" : args.has("a") ? "smallest" : undefined;
		if (type) ({ sx, sy } = defaultWindowSize(server, undefined, session, window, type));
		window.options.set("window-size", "manual");
		window.manualSx = sx;
		window.manualSy = sy;
		recalculateSize(server, window, true);
		return "normal";
	},
};
