/** Named sessions: `user/name` instead of a token, for hosts with an API key. Called by relay.ts. */
import type { PerToken, RegisterMessage } from "../share/wire-control.ts";
import { type ApiKeys, goodName } from "./api-keys.ts";

/** The tokens a host gets; `session` is its name, "" without; `problem` is why it has none. */
export interface NamedTokens {
	readonly tokens: PerToken<string>;
	readonly session: string;
	readonly problem: string;
}

/** What a host asks for; "" is nothing. */
export type SessionWish = Pick<RegisterMessage, "name" | "nameReadOnly" | "apiKey">;

/** Nothing. */
export const NO_NAME: SessionWish = { name: "", nameReadOnly: "", apiKey: "" };

/** Puts the names a host asks for in the place of its `own` tokens. */
export function namedTokens(
	{ name, nameReadOnly, apiKey }: SessionWish,
	own: PerToken<string>,
	apiKeys: Pick<ApiKeys, "userOf">,
): NamedTokens {
	const refuse = (problem: string) => ({ tokens: own, session: "", problem });
	if (name === "" && nameReadOnly === "") return refuse("");
	if (apiKey === "") return refuse("a named session needs an API key of this relay");
	const user = apiKeys.userOf(apiKey);
	if (user === undefined) return refuse("the API key is not known to this relay");
	for (const one of [name, nameReadOnly])
		if (one !== "" && !goodName(one)) return refuse(`not a good session name: ${one}`);
	if (name === nameReadOnly) return refuse("the two session names must differ");
	const tokens = {
		rw: name === "" ? own.rw : `${user}/${name}`,
		ro: nameReadOnly === "" ? own.ro : `${user}/${nameReadOnly}`,
		jump: own.jump,
	};
	return { tokens, session: name === "" ? tokens.ro : tokens.rw, problem: "" };
}
