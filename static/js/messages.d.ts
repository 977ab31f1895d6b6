/**
 * Every shape on the wire. Made by `python -m server.types_ts` from board/; do not edit.
 */

export interface AcceptLead {
  type: "AcceptLead";
}

export interface Ack {
  t: "ack";
  n: number;
  seq: number;
  made: string;
}

export interface AddDutch {
  type: "AddDutch";
  card: string;
  text: string;
}

export interface AddMinutes {
  type: "AddMinutes";
  minutes: number;
}

export interface AddPaperSeat {
  type: "AddPaperSeat";
  organisation?: string | null;
}

export interface AdoptCard {
  type: "AdoptCard";
  card: string;
  for_seat?: string | null;
}

export interface Answer {
  options?: { [key: string]: number };
  remark?: string;
  unsure?: boolean;
  skipped?: boolean;
}

export interface BoardText {
  id: string;
  title: string;
  written: boolean;
  start: string[];
  brought: boolean;
  pinned: boolean;
  rests_on: string[];
}

export interface BringCards {
  type: "BringCards";
  cards: BroughtCard[];
  texts?: { [key: string]: BroughtText };
}

export interface BroughtCard {
  kind: string;
  text: string;
  source: Source;
  standing: "proposal" | "read";
  fields: { [key: string]: string };
  links: { [key: string]: string[] };
  organisation: string | null;
  language: string;
  dutch: string | null;
}

export interface BroughtText {
  lines: string[];
  version: number;
  source: Source;
  rests_on: string[];
}

export interface Bye {
  t: "bye";
  after_ms: number;
}

export interface CardEntity {
  seq: number;
  number: number;
  zone: string;
  kind: string;
  text: string | null;
  fields: { [key: string]: string | null };
  links: { [key: string]: string[] };
  organisation: string | null;
  seat: string | null;
  anonymous: boolean;
  adopters: number;
  cluster: string | null;
  edited: boolean;
  late: boolean;
  locked: boolean;
  hidden: string | null;
  veiled: boolean;
  confirmed: boolean;
  origin: "own" | "paper" | "brought" | null;
  source: Source | null;
  entered: boolean;
  standing: "" | "proposal" | "read";
  language: string;
  dutch: string | null;
}

export interface Chart {
  id: string;
  title: string;
  across: string;
  up: string;
  corners: string[];
}

export interface ChartEntity {
  seq: number;
  rows: ChartRow[];
}

export interface ChartRow {
  id: string;
  number: number;
  text: string | null;
  across: number | null;
  up: number | null;
  corner: number | null;
  language: string;
  dutch: string | null;
}

export interface Choice {
  id: string;
  label: string;
  means: "" | "changed" | "keeps" | "new" | "stopped" | "together";
}

export interface ChooseOrganisation {
  type: "ChooseOrganisation";
  organisation?: string | null;
}

export interface Claim {
  id: string;
  label: string;
  forms: ClaimForm[];
  places: number;
  help: string | null;
}

export interface ClaimEntity {
  seq: number;
  claimants: Claimant[];
}

export interface ClaimForm {
  id: string;
  label: string;
  places: number;
  leads: boolean;
}

export interface ClaimPlace {
  type: "ClaimPlace";
  claim: string | string;
  form: string;
  provisional?: boolean;
  organisation?: string | null;
}

export interface Claimant {
  organisation: string;
  form: string;
  provisional: boolean;
}

export interface CloseRound {
  type: "CloseRound";
  round: string;
}

export interface ClusterEntity {
  seq: number;
  zone: string;
  title: string;
  cards: string[];
}

export interface ConfirmCard {
  type: "ConfirmCard";
  card: string;
}

export interface CountHands {
  type: "CountHands";
  round: string;
  people: number;
  counts: { [key: string]: HandCount };
  guests?: number;
}

export interface DissolveCluster {
  type: "DissolveCluster";
  cluster: string;
}

export interface Do {
  t: "do";
  outbox: string;
  n: number;
  visit: number;
  command: AnyCommand;
}

export interface DropAdoption {
  type: "DropAdoption";
  card: string;
  for_seat?: string | null;
}

export interface EditCard {
  type: "EditCard";
  card: string;
  text: string;
  fields?: { [key: string]: string };
  links?: { [key: string]: string[] };
  for_seat?: string | null;
  language?: string;
}

export interface EndBoard {
  type: "EndBoard";
}

export interface EnterCard {
  type: "EnterCard";
  visit: number;
  kind: string;
  text: string;
  fields?: { [key: string]: string };
  links?: { [key: string]: string[] };
  organisation?: string | null;
  anonymous?: boolean;
}

export interface EnterCounts {
  type: "EnterCounts";
  visit: number;
  poll: string;
  people: number;
  counts: { [key: string]: HandCount };
}

export interface EnterPhase {
  type: "EnterPhase";
  phase: string;
  at: number;
  minutes: number;
}

export interface EraseCard {
  type: "EraseCard";
  card: string;
}

export interface Field {
  id: string;
  label: string;
  type: "choice" | "organisations" | "text";
  options: Choice[];
  limit: number;
  tells: "" | "due" | "sign";
}

export interface Format {
  schema: 1;
  id: string;
  stage: string;
  colour: "berry" | "leaf" | "sky" | "sun" | "teal";
  title: string;
  short: string;
  zones: Zone[];
  kinds: Kind[];
  phases: Phase[];
  polls: Poll[];
  texts: BoardText[];
  claims: Claim[];
  placements: Placement[];
  charts: Chart[];
  inflow: Inflow[];
  course: "follow_up" | "orientation" | "restart" | "workstream";
  order: number;
  covers: string[];
  closing: string[];
}

export interface HandCount {
  options: { [key: string]: number };
  unsure: number;
  skipped: number;
}

export interface HandedEntity {
  was: string;
  until: string;
  function: string;
}

export interface Health {
  t: "health";
  saving: boolean;
  others: boolean;
}

export interface Hello {
  t: "hello";
  v: number;
  grant: string;
  audience?: string;
  position?: Position | null;
}

export interface Here {
  t: "here";
  typing?: boolean;
  busy?: boolean;
  hidden?: boolean;
}

export interface HideCards {
  type: "HideCards";
  cards: string[];
  reason: string;
}

export interface HintEntity {
  seq: number;
  cards: string[];
  times: number;
}

export interface Inflow {
  id: string;
  into: string;
  kind: string | null;
  register: "" | "achievements" | "activities" | "agreements" | "ambitions" | "changes" | "closed" | "conditions" | "ends" | "expectations" | "factors" | "goals" | "groups" | "images" | "interests" | "procedures" | "reasons" | "roles" | "steps" | "strengths" | "tasks" | "voices";
  parked: boolean;
  open_ends: boolean;
  stages: string[];
  poll: string | null;
  top: number;
  verdicts: string[];
  unled: boolean;
  text_from: string;
  fields: { [key: string]: string };
  links: { [key: string]: string };
  standing: "proposal" | "read";
  most: number;
  when_skipped: string[];
}

export interface KeepEntries {
  type: "KeepEntries";
}

export interface Kind {
  id: string;
  zone: string;
  label: string;
  start: string | null;
  sender: "anonymous" | "choice";
  veiled: boolean;
  limit: number;
  fields: Field[];
  links: LinkKind[];
  per_organisation: number;
  forms: ClaimForm[];
  confirmable: boolean;
  register: "" | "achievements" | "activities" | "agreements" | "ambitions" | "changes" | "closed" | "conditions" | "ends" | "expectations" | "factors" | "goals" | "groups" | "images" | "interests" | "procedures" | "reasons" | "roles" | "steps" | "strengths" | "tasks" | "voices";
}

export interface LeadEntity {
  seq: number;
  posted: number;
  silent: number;
  undo: string;
  undo_by: string;
  unled: string[];
  crowded: string[];
  idle: string[];
  not_now: { [key: string]: string };
  unclear: number;
}

export interface LightEntity {
  seq: number;
  target: string | null;
}

export interface LinkKind {
  id: string;
  label: string;
  zone: string | null;
  poll: string | null;
  top: number;
  least: number;
  most: number;
  confirm_least: number;
  through: string;
}

export interface Look {
  t: "look";
  audience?: string;
  position?: Position | null;
}

export interface MakeCluster {
  type: "MakeCluster";
  members: string[];
  title: string;
}

export interface MakeGroups {
  type: "MakeGroups";
  size?: number;
}

export interface Mine {
  seat: string;
  organisation: string | null;
  via: string;
  cards: { [key: string]: CardEntity };
  adopted: string[];
  ballots: { [key: string]: MyBallot };
  group: number;
  left: number;
  not_now: string | null;
  unclear: boolean;
}

export interface MineFrame {
  t: "mine";
  seq: number;
  mine: Mine;
}

export interface MoveCards {
  type: "MoveCards";
  cards: string[];
  zone: string;
}

export interface MyAnswer {
  options: { [key: string]: number };
  remark: string;
  unsure: boolean;
  skipped: boolean;
}

export interface MyBallot {
  answers: { [key: string]: MyAnswer };
}

export interface Names {
  t: "names";
  people: { [key: string]: string };
  organisations: { [key: string]: string };
}

export interface No {
  t: "no";
  n: number;
  code: string;
  value: string;
  limit: string;
  again: boolean;
}

export interface Now {
  t: "now";
  now: number;
}

export interface OfferEntity {
  to: string;
  until: string;
  by: string;
}

export interface OfferLead {
  type: "OfferLead";
  to: "coach" | "coordinator" | "partner";
  until: "phase" | "session";
}

export interface OpenPhase {
  type: "OpenPhase";
  phase: string;
}

export interface OpenRound {
  type: "OpenRound";
  poll: string;
  questions?: string[];
}

export interface OptionEntity {
  id: string;
  text: string | null;
  cards: string[];
  language: string;
  dutch: string | null;
}

export interface OptionTally {
  id: string;
  count: number;
  organisations: number | null;
}

export interface PatchFrame {
  t: "patch";
  after: number;
  position: Position;
  set: Patch;
}

export interface PauseBoard {
  type: "PauseBoard";
}

export interface Phase {
  id: string;
  title: string;
  minutes: number;
  mode: "alone" | "groups" | "organisation" | "pairs" | "together";
  question: string;
  say: string;
  help: string | null;
  examples: string[];
  steps: Step[];
  pause: boolean;
  when_skipped: string[];
}

export interface PhaseEntity {
  seq: number;
  id: string;
  visit: number;
  minutes: number;
  opened_at: number;
  ends_at: number;
  left: number;
  groups: number;
  visited: string[];
}

export interface PlaceRow {
  type: "PlaceRow";
  placement: string;
  row: string;
  place: string | null;
  for_seat?: string | null;
}

export interface Placement {
  id: string;
  question: string;
  places: Choice[];
  help: string | null;
  zone: string | null;
  kind: string | null;
  own: boolean;
  rings: boolean;
  before: string | null;
  rows_most: number;
}

export interface PlacementEntity {
  seq: number;
  rows: RowEntity[];
}

export interface Poll {
  id: string;
  method: "agreement" | "choice" | "dots" | "ranking" | "scale";
  question: string;
  help: string | null;
  zone: string | null;
  also: string[];
  lines_of: string | null;
  options: Choice[];
  questions: PollQuestion[];
  each_line_of: string | null;
  each_card_of: string | null;
  kind: string | null;
  pick: number;
  questions_most: number;
  voters: "organisation" | "person";
  about: string | null;
  most: number;
  options_most: number;
  pulse: boolean;
  measure: "" | "capacity" | "clarity" | "decision" | "guiding" | "network" | "renewal" | "right_people" | "route" | "support" | "wanted";
}

export interface PollQuestion {
  id: string;
  text: string;
  options: Choice[];
}

export interface Position {
  seq: number;
  mark: string;
}

export interface PostCard {
  type: "PostCard";
  kind: string;
  text: string;
  fields?: { [key: string]: string };
  links?: { [key: string]: string[] };
  anonymous?: boolean;
  for_seat?: string | null;
  to_lead?: boolean;
  language?: string;
}

export interface Presence {
  t: "presence";
  here: number;
  typing: number;
  busy: number;
}

export interface PutBallot {
  type: "PutBallot";
  round: string;
  answers: { [key: string]: Answer };
  for_seat?: string | null;
  once?: boolean;
}

export interface QuestionEntity {
  id: string;
  text: string | null;
  options: OptionEntity[];
  cards: string[];
  language: string;
  dutch: string | null;
}

export interface QuestionTally {
  id: string;
  options: OptionTally[];
  answered: number;
  unsure: number;
  skipped: number;
  organisations: number | null;
  mean_tenths: number | null;
  verdict: string;
}

export interface ReleaseClaim {
  type: "ReleaseClaim";
  claim: string | string;
  organisation?: string | null;
}

export interface Remark {
  option: string;
  text: string | null;
}

export interface RenameCluster {
  type: "RenameCluster";
  cluster: string;
  title: string;
}

export interface ReopenBoard {
  type: "ReopenBoard";
}

export interface ResumeBoard {
  type: "ResumeBoard";
}

export interface RevealRound {
  type: "RevealRound";
  round: string;
}

export interface RoundEntity {
  seq: number;
  poll: string;
  method: string;
  status: string;
  visit: number;
  times: number;
  questions: QuestionEntity[];
  dots: number;
  most: number;
  voters: number;
  seats: number;
  small: boolean;
  on_paper: number;
  result: QuestionTally[];
  remarks: { [key: string]: Remark[] };
  organisations: boolean;
  by_hand: number;
  entered: boolean;
}

export interface RowEntity {
  id: string;
  text: string | null;
  place: string | null;
  language: string;
  dutch: string | null;
}

export interface SayNotNow {
  type: "SayNotNow";
  reason?: string;
  organisation?: string | null;
}

export interface SayUnclear {
  type: "SayUnclear";
  unclear?: boolean;
  for_seat?: string | null;
}

export interface SessionEntity {
  seq: number;
  status: "lobby" | "live" | "paused" | "ended";
  stage: string;
  title: string;
  joining: boolean;
  seats: number;
  organisations: number;
  cards_each: number;
  leader: string;
  paper_seats: number;
  offer: OfferEntity | null;
  handed: HandedEntity | null;
}

export interface SetCardLimit {
  type: "SetCardLimit";
  cards_each: number;
}

export interface SetJoining {
  type: "SetJoining";
  open: boolean;
}

export interface ShowCards {
  type: "ShowCards";
  cards: string[];
}

export interface Source {
  board: string;
  card: string;
  number: number;
  stage: string;
  title: string;
  at: number;
  confirmed: boolean;
  members: string[];
}

export interface Spotlight {
  type: "Spotlight";
  target?: string | null;
}

export interface Step {
  action: "adopt" | "claim" | "group" | "place" | "post" | "read" | "vote";
  kind: string | null;
  zone: string | null;
  poll: string | null;
  text: string | null;
  claim: string | null;
  placement: string | null;
  examples: string[];
}

export interface SuggestCluster {
  type: "SuggestCluster";
  cards: string[];
}

export interface TakeBackEntry {
  type: "TakeBackEntry";
  card?: string | null;
  round?: string | null;
}

export interface TakeBackLead {
  type: "TakeBackLead";
}

export interface TakeLead {
  type: "TakeLead";
}

export interface TakeOverSeat {
  type: "TakeOverSeat";
  seat: string;
}

export interface TakeSeat {
  type: "TakeSeat";
  seat: string;
  organisation?: string | null;
  via?: "phone" | "paper";
}

export interface TakeSnapshot {
  type: "TakeSnapshot";
  label?: string;
}

export interface TextEntity {
  seq: number;
  version: number;
  lines: Array<string | null>;
  source: Source | null;
  rests_on: string[];
}

export interface UnconfirmCard {
  type: "UnconfirmCard";
  card: string;
}

export interface Undo {
  type: "Undo";
}

export interface UnveilCards {
  type: "UnveilCards";
  zone: string;
}

export interface Variant {
  id: string;
  title: string;
  phases: VariantPhase[];
}

export interface VariantPhase {
  phase: string;
  minutes: number;
}

export interface ViewFrame {
  t: "view";
  position: Position;
  view: View;
}

export interface Welcome {
  t: "welcome";
  v: number;
  now: number;
  access: string;
  audience: string;
  seat: string | null;
  position: Position;
  whole: boolean;
}

export interface WithdrawCard {
  type: "WithdrawCard";
  card: string;
  for_seat?: string | null;
}

export interface WriteText {
  type: "WriteText";
  text: string;
  lines: string[];
  rests_on?: string[];
}

export interface Zone {
  id: string;
  title: string;
  parking: boolean;
  shown: boolean;
  closed: boolean;
}

export type AnyCommand =
  | TakeSeat
  | TakeOverSeat
  | ChooseOrganisation
  | AddPaperSeat
  | PostCard
  | EditCard
  | WithdrawCard
  | AddDutch
  | AdoptCard
  | DropAdoption
  | SuggestCluster
  | MoveCards
  | HideCards
  | ShowCards
  | UnveilCards
  | EraseCard
  | BringCards
  | MakeCluster
  | RenameCluster
  | DissolveCluster
  | OpenRound
  | PutBallot
  | CountHands
  | CloseRound
  | RevealRound
  | ClaimPlace
  | ReleaseClaim
  | SayNotNow
  | SayUnclear
  | ConfirmCard
  | UnconfirmCard
  | PlaceRow
  | OpenPhase
  | AddMinutes
  | PauseBoard
  | ResumeBoard
  | EndBoard
  | EnterPhase
  | EnterCard
  | EnterCounts
  | TakeBackEntry
  | KeepEntries
  | ReopenBoard
  | Spotlight
  | WriteText
  | SetCardLimit
  | SetJoining
  | MakeGroups
  | TakeLead
  | OfferLead
  | AcceptLead
  | TakeBackLead
  | TakeSnapshot
  | Undo;

export type ClientFrame =
  | Hello
  | Do
  | Here
  | Look;

export type ServerFrame =
  | Welcome
  | ViewFrame
  | PatchFrame
  | MineFrame
  | Ack
  | No
  | Names
  | Presence
  | Now
  | Health
  | Bye;

export type AnyEntity =
  | SessionEntity
  | PhaseEntity
  | LightEntity
  | LeadEntity
  | CardEntity
  | ClusterEntity
  | RoundEntity
  | ChartEntity
  | TextEntity
  | ClaimEntity
  | PlacementEntity
  | HintEntity;

/** By the word before the colon of a view's key. */
export interface Entities {
  session: SessionEntity;
  phase: PhaseEntity;
  light: LightEntity;
  lead: LeadEntity;
  card: CardEntity;
  cluster: ClusterEntity;
  round: RoundEntity;
  chart: ChartEntity;
  text: TextEntity;
  claim: ClaimEntity;
  placement: PlacementEntity;
  hint: HintEntity;
}

export type View = { [key: string]: AnyEntity };

export type Patch = { [key: string]: AnyEntity | null };
