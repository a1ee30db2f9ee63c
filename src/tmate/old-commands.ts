/**
 * The commands a tmate 2.4.0 (a tmux between 2.1 and 2.2) can parse, with
 * their flags, and arguments in the canonical order of the wire: the name, the
 * flags in ASCII order with each value as a word of its own, then the rest.
 */

/** A command of then: `flags` as getopt has them (`x:` takes a value). */
export interface OldCommand {
	readonly name: string;
	readonly flags: string;
}

/** name alias flags; `-` for no alias. */
const ROWS = `
attach-session attach dErc:t:|bind-key bind cnrt:T:|break-pane breakp dPF:s:t:|
capture-pane capturep aCeJpPqb:E:S:t:|choose-buffer - F:t:|choose-client - F:t:|choose-session - F:t:|
choose-tree - suwb:c:S:W:t:|choose-window - F:t:|clear-history clearhist t:|clock-mode - t:|
command-prompt - I:p:t:|confirm-before confirm p:t:|copy-mode - Mut:|delete-buffer deleteb b:|
detach-client detach aPs:t:|display-message display pc:F:t:|display-panes displayp t:|
find-window findw CF:NTt:|has-session has t:|if-shell if bFt:|join-pane joinp bdhl:p:s:t:v|kill-pane killp at:|
kill-server - |kill-session - aCt:|kill-window killw at:|last-pane lastp det:|last-window last t:|
link-window linkw dks:t:|list-buffers lsb F:|list-clients lsc F:t:|list-commands lscm |list-keys lsk t:T:|
list-panes lsp asF:t:|list-sessions ls F:|list-windows lsw aF:t:|load-buffer loadb b:|lock-client lockc t:|
lock-server lock |lock-session locks t:|move-pane movep bdhl:p:s:t:v|move-window movew dkrs:t:|
new-session new Ac:dDEF:n:Ps:t:x:y:|new-window neww ac:dF:kn:Pt:|next-layout nextl t:|next-window next at:|
paste-buffer pasteb b:dprs:t:|pipe-pane pipep ot:|previous-layout prevl t:|previous-window prev at:|
refresh-client refresh C:St:|rename-session rename t:|rename-window renamew t:|
resize-pane resizep DLMRt:Ux:y:Z|respawn-pane respawnp kt:|respawn-window respawnw kt:|
rotate-window rotatew Dt:U|run-shell run bt:|save-buffer saveb ab:|select-layout selectl nopt:|
select-pane selectp DdegLlMmP:Rt:U|select-window selectw lnpTt:|send-keys send lMRt:|send-prefix - 2t:|
server-info info |set-buffer setb ab:n:|set-environment setenv grt:u|set-hook - gt:u|
set-option set agoqst:uw|set-window-option setw agoqt:u|show-buffer showb b:|show-environment showenv gst:|
show-hooks - gt:|show-messages showmsgs JTt:|show-options show gqst:vw|show-window-options showw gt:v|
source-file source |split-window splitw bc:dF:hl:p:Pt:v|start-server start |suspend-client suspendc t:|
swap-pane swapp dDs:t:U|swap-window swapw ds:t:|switch-client switchc c:Elnprt:T:|unbind-key unbind acnt:T:|
unlink-window unlinkw kt:|wait-for wait LSU`;

// What its own default bindings use and its usage does not tell.
const UNDOCUMENTED: Readonly<Record<string, string>> = { "copy-mode": "e" };

const COMMANDS: readonly (OldCommand & { readonly alias: string })[] = ROWS.replace(/\n/g, "")
	.split("|")
	.map((row) => {
		const [name = "", alias = "", flags = ""] = row.split(" ");
		return { name, alias, flags: flags + (UNDOCUMENTED[name] ?? "") };
	});

/** The command `word` means: a name, an alias or the only name that begins so. */
export function oldCommand(word: string): OldCommand | undefined {
	const exact = COMMANDS.find(({ name, alias }) => name === word || alias === word);
	if (exact !== undefined) return exact;
	const begun = COMMANDS.filter(({ name }) => name.startsWith(word));
	return begun.length === 1 && word !== "" ? begun[0] : undefined;
}

/** Arguments taken apart. A flag without a value has "". */
export interface Flagged {
	readonly name: string;
	readonly flags: ReadonlyMap<string, string>;
	readonly args: readonly string[];
}

/** `argv` (its first word already understood as `name`) by getopt's rules; undefined for a flag there is not. */
export function splitFlags(argv: readonly string[], name: string, flags: string): Flagged | undefined {
	const found = new Map<string, string>();
	let i = 1;
	for (; i < argv.length; i++) {
		const word = argv[i] as string;
		if (word === "--") {
			i++;
			break;
		}
		if (word.length < 2 || !word.startsWith("-")) break;
		for (let k = 1; k < word.length; k++) {
			const letter = word[k] as string;
			const at = letter === ":" ? -1 : flags.indexOf(letter);
			if (at === -1) return undefined;
			if (flags[at + 1] !== ":") found.set(letter, "");
			else {
				const rest = word.slice(k + 1);
				const value = rest !== "" ? rest : argv[++i];
				if (value === undefined) return undefined;
				found.set(letter, value);
				break;
			}
		}
	}
	return { name, flags: found, args: argv.slice(i) };
}

/** The canonical form on the wire. */
export function joinFlags({ name, flags, args }: Flagged, letters: string): string[] {
	const out = [name];
	for (const letter of [...flags.keys()].sort()) {
		out.push(`-${letter}`);
		if (letters[letters.indexOf(letter) + 1] === ":") out.push(flags.get(letter) as string);
	}
	return [...out, ...args];
}

/** A bound command's words as commands: separated by `;`, or by a word that ends in one. */
export function splitSequence(argv: readonly string[]): string[][] {
	const out: string[][] = [[]];
	for (const word of argv) {
		const last = out.at(-1) as string[];
		if (word === ";") out.push([]);
		else if (word.endsWith(";") && !word.endsWith("\\;")) {
			last.push(word.slice(0, -1));
			out.push([]);
		} else last.push(word);
	}
	return out.filter((command) => command.length > 0);
}

/** Commands as one list of words with `;` between. */
export function joinSequence(commands: readonly (readonly string[])[]): string[] {
	return commands.flatMap((command, i) => (i === 0 ? command : [";", ...command]));
}

/** Would a tmux of then parse this command? */
export function parsesOld(argv: readonly string[]): boolean {
	const command = oldCommand(argv[0] ?? "");
	return command !== undefined && splitFlags(argv, command.name, command.flags) !== undefined;
}
