// The door to the kiosk. The page sees this interface and never asks the shell directly.

import type { AddressEntry } from "./types/AddressEntry";
import type { ClaimEntry } from "./types/ClaimEntry";
import type { CollectEntry } from "./types/CollectEntry";
import type { ActMatter } from "./types/ActMatter";
import type { CohabitantEntry } from "./types/CohabitantEntry";
import type { HelpTopic } from "./types/HelpTopic";
import type { Errand } from "./types/Errand";
import type { IssueCategory } from "./types/IssueCategory";
import type { IssueEntry } from "./types/IssueEntry";
import type { Language } from "./types/Language";
import type { MemberEntry } from "./types/MemberEntry";
import type { PermitEntry } from "./types/PermitEntry";
import type { Matter } from "./types/Matter";
import type { Sight } from "./types/Sight";
import type { View } from "./types/View";

type Nothing = Record<string, never>;

/** Every intent by name, with what it carries. One intent is one command of the same name. */
export interface Intents {
  begin_visit: { matter: Matter };
  resume_visit: { ticket: string };
  accept_code: { text: string };
  pick_code: { number: number };
  prove_identity: { number: string };
  confirm_door: Nothing;
  describe_stay: { dwelling: string; reason: string; moved_in_on: string };
  add_cohabitant: { entry: CohabitantEntry };
  remove_cohabitant: { place: number };
  finish_cohabitants: Nothing;
  answer_owner_present: { present: boolean };
  agree: { notice_version: number };
  decide_as_owner: { refusal: string | null };
  skip_owner: Nothing;
  go_back: Nothing;
  end_visit: Nothing;
  open_topic: { topic: HelpTopic };
  print_receipt: Nothing;
  stay_here: Nothing;
  call_worker: Nothing;
  choose_language: { language: Language };
  choose_text_size: { size: number };
  begin_login: Nothing;
  enter_worker: { worker: string };
  enter_pin: { pin: string };
  log_out: Nothing;
  begin_issue: { category: IssueCategory };
  skip_house: Nothing;
  describe_holder: { entry: IssueEntry };
  issue: Nothing;
  print_code: Nothing;
  void_code: Nothing;
  begin_state_time: Nothing;
  state_time: { day: string; time: string };
  unlock: { passphrase: string };
  begin_find: Nothing;
  search_places: { query: string };
  open_place: { place: number };
  write_address: Nothing;
  describe_address: { entry: AddressEntry };
  keep_address: Nothing;
  describe_claim: { entry: ClaimEntry };
  claim_code: { notice_version: number; seen: boolean };
  begin_collect: Nothing;
  show_code: { member: number };
  add_member: { entry: MemberEntry };
  remove_member: { place: number };
  permit_do: { entry: PermitEntry };
  reveal_data: Nothing;
  correct_data: { field: string; text: string };
  erase_data: Nothing;
  send_feedback: { text: string };
  collect_code: { entry: CollectEntry };
  open_errand: { errand: Errand };
  open_item: { item: string };
  ask_act: { matter: ActMatter; about: string };
  do_act: { refuse: boolean; reason: string | null; day: string | null; last_day: string | null };
}

/** What the page may ask of the kiosk. */
export interface Kiosk {
  /** Asks for the view as it is now; after a reload the page starts from it. */
  currentScreen(): Promise<View>;
  /** Calls back at each new view. */
  onScreen(take: (view: View) => void): void;
  /** Calls back at each change of what is before the camera. */
  onSight(take: (sight: Sight) => void): void;
  /** Sends an intent and answers with the view after it. */
  send<Name extends keyof Intents>(name: Name, carried: Intents[Name]): Promise<View>;
  /** Returns the address of the latest camera picture; the number only keeps it from being cached. */
  frameAddress(number: number): string;
}
