// What the package gives and takes. `Code` is in codes.d.ts.
import type { Code } from "./codes.js";

export type { Code };

/** What a template makes, or a payload is. */
export type Kind =
  | "push"
  | "multicast"
  | "broadcast"
  | "narrowcast"
  | "reply"
  | "validate"
  | "messages"
  | "message"
  | "flex-container"
  | "template"
  | "quick-reply"
  | "action";

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Attributes of one user: JSON text of an object, or the object. It has the roots of the template language
 * (`UserAttribute`, `EventAttribute`, …), or bare attributes, which then are the user's own.
 */
export type Profile = string | { readonly [key: string]: Json | undefined };

/** A place in a text. */
export interface Place {
  /** UTF-16 code units from the start of the text: an index into the string. */
  readonly offset: number;
  /** Line, from 1. */
  readonly line: number;
  /** UTF-16 code units from the start of the line, from 1. */
  readonly column: number;
}

/** A part of a text, without the character at `end`. */
export interface Span {
  readonly start: Place;
  readonly end: Place;
}

/** A change of a template: the text at `span` is replaced. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** One finding. */
export interface Diagnostic {
  /** Stable name; `explain` says more about it. */
  readonly code: Code;
  readonly severity: "error" | "warning";
  /** One line. It never holds the value of an attribute. */
  readonly message: string;
  /** LINE's rule that is broken. */
  readonly rule: string | null;
  /** JSON Pointer into the payload: `/messages/0/text`. */
  readonly pointer: string | null;
  /** The same place as LINE's answers name it: `messages[0].text`. */
  readonly property: string | null;
  /** The part of the text that it is about. */
  readonly span: Span | null;
  /** The attribute that supplied the value: `UserAttribute['memo']`. */
  readonly attribute: string | null;
  /** What to do about it. */
  readonly hints: readonly string[];
  /** Changes that remove it, where that is safe. */
  readonly edits?: readonly Edit[];
  /** Other places that belong to it. */
  readonly related?: readonly { readonly span: Span; readonly label: string }[];
  /** The limit that was broken, and what was found. */
  readonly limit?: number;
  readonly actual?: number;
  /** Page of LINE's documentation that states the limit. */
  readonly source?: string;
  /** The value, with `showValues`. */
  readonly value?: string;
  /** How many findings there are beside those listed; with the code `limit/findings`, which comes last. */
  readonly omitted?: { readonly errors: number; readonly warnings: number };
}

/** How a template is compiled and rendered. All may be left out. */
export interface Options {
  /** What the template makes: a push request, unless said otherwise. `null` checks JSON only. */
  readonly kind?: Kind | null;
  /** What happens when an attribute that is missing, and has no fallback, reaches the payload. Default: `fail`. */
  readonly missing?: "fail" | "empty";
  /** Whether null counts as missing. Default: true. */
  readonly nullIsMissing?: boolean;
  /** Whether an empty text counts as missing. Default: false. */
  readonly emptyIsMissing?: boolean;
  /** Whether `|default('…')` also replaces null. Default: false. */
  readonly defaultFiresOnNull?: boolean;
  /** What counts as now for `|today`; without it, a template that asks for it fails. */
  readonly now?: Date | string;
  /** Zone of the platform's account, for `|today` without an argument: `Asia/Tokyo`. */
  readonly timeZone?: string;
  /** Whether `check` reports what Jinja 2.8 lacks. */
  readonly jinja28?: boolean;
  /** Whether findings of LINE's rules show the offending value. */
  readonly showValues?: boolean;
  /** Codes of which no finding is reported. */
  readonly allow?: readonly Code[];
  /** Codes whose warnings count as errors. */
  readonly deny?: readonly Code[];
  /** The retry key that goes with the request, as the header `X-Line-Retry-Key`. */
  readonly retryKey?: string;
  /** What one render may use. */
  readonly limits?: {
    readonly templateBytes?: number;
    readonly depth?: number;
    readonly steps?: number;
    readonly memory?: number;
    readonly outputBytes?: number;
  };
}

/** What became of one user's message. */
export type Rendered =
  /** `payload` is compact JSON; the findings are warnings. */
  | { readonly outcome: "sent"; readonly payload: string; readonly diagnostics: readonly Diagnostic[] }
  /** The template cancelled the message. */
  | { readonly outcome: "notSent"; readonly reasons: readonly string[]; readonly diagnostics: readonly Diagnostic[] }
  /** There is no payload, for at least one finding of severity error. */
  | { readonly outcome: "failed"; readonly diagnostics: readonly Diagnostic[] }
  /** The profile is not a JSON object; the places are in its text. */
  | { readonly outcome: "invalidProfile"; readonly diagnostics: readonly Diagnostic[] };

/** A compiled campaign body. */
export interface Template {
  readonly ok: true;
  readonly source: string;
  readonly diagnostics: readonly [];
  /** Whether it asks for a time zone that only `loadTimeZones` knows. Those without summer time are mostly known. */
  readonly asksForTimeZones: boolean;
  /** Renders the message of one user and checks it against LINE's rules. */
  render(profile: Profile): Rendered;
  /** What looks wrong in the template's text: some of what `check` finds, fast enough for each keystroke. */
  lint(): Diagnostic[];
  /** What is wrong, or looks wrong, with the template, whoever it is rendered for: renders it for made-up users. */
  check(): Diagnostic[];
  /** What the template asks of its users. */
  contract(): Contract;
  /** Made-up profiles: a typical one, then one for each further branch; or hostile ones, which try the template. */
  sample(options?: { readonly hostile?: boolean }): Sample[];
  /** Gives its memory back at once, instead of when it is collected. */
  free(): void;
}

/** What a template asks of the profiles that it is rendered for. */
export interface Contract {
  /** Whether it says all that the template asks; if not, `unknown` says what is missing. */
  readonly complete: boolean;
  readonly unknown: readonly string[];
  /** JSON Schema of a profile. */
  readonly schema: { readonly [key: string]: Json };
}

/** A made-up profile. */
export interface Sample {
  /** What is special about it. */
  readonly label: string;
  readonly profile: { readonly [key: string]: Json };
}

/** A campaign body that does not compile. */
export interface Refused {
  readonly ok: false;
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a code means. */
export interface Explanation {
  readonly code: Code;
  readonly summary: string;
  /** Cause, limit, examples and what to do, in Markdown. */
  readonly explanation: string;
}

/** What may be written at a place. */
export interface Completions {
  /** What an item takes the place of. */
  readonly span: Span;
  /** Those first that are most likely meant. */
  readonly items: readonly Completion[];
}

/** One thing that may be written. */
export interface Completion {
  readonly label: string;
  readonly kind: "attribute" | "filter" | "test" | "function" | "keyword" | "property" | "value";
  /** Arguments, a type: short, beside the label; may be empty. */
  readonly detail: string;
  /** One sentence; may be empty. */
  readonly documentation: string;
  /** What is written in place of `span`. */
  readonly insert: string;
}

/** What can be said of the thing at a place. */
export interface Hover {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

/** The running engine. Its functions throw an `Error` only when they are misused; what is wrong with texts is returned. */
export interface Lineplate {
  readonly version: string;
  /** Compiles a campaign body. */
  compile(body: string, options?: Options): Template | Refused;
  /** What LINE would refuse in finished JSON, given as text or as a value; the places are in its text. */
  validate(kind: Kind, payload: Json, options?: Pick<Options, "showValues" | "allow" | "deny">): Diagnostic[];
  /**
   * All findings about a text that may be broken: why it does not compile; else what looks wrong with it, and what
   * becomes of it for the profile.
   */
  diagnostics(text: string, profile?: Profile, options?: Options): Diagnostic[];
  /** What may be written at an offset of a text that may be broken. */
  complete(text: string, offset: number, profile?: Profile, options?: Options): Completions;
  /** What can be said of the thing at an offset. Attributes are named with their type, never with their value. */
  hover(text: string, offset: number, profile?: Profile, options?: Options): Hover | undefined;
  /** What a code means. The pages are loaded when the first one is asked for. */
  explain(code: Code): Promise<Explanation>;
  /** All codes. */
  codes(): Promise<Pick<Explanation, "code" | "summary">[]>;
  /**
   * Loads the IANA's time zones, for all templates, those that are compiled already too. `lineplate/slim` is told where
   * `lineplate/zones.bin` is: its bytes, its address, the response with it.
   */
  loadTimeZones(source?: BufferSource | URL | string | Response | Promise<Response>): Promise<void>;
}

/** The engine stopped at a fault of its own: `load()` starts a new instance, in which templates go on as before. */
export declare class EngineStopped extends Error {
  readonly name: "EngineStopped";
}
