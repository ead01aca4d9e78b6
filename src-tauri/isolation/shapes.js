// What each command may carry: `text N` and `number N` say the most that is taken, `?` that null is
// fine, `handler` is the number of a callback. The window reads this same table (src/shapes.rs).
const SHAPES = {
  "current_screen": {},
  "begin_visit": { "matter": "text 16" },
  "resume_visit": { "ticket": "text 16" },
  "accept_code": { "text": "text 2000" },
  "prove_identity": { "number": "text 120" },
  "confirm_door": {},
  "describe_stay": { "dwelling": "text 40", "reason": "text 40", "moved_in_on": "text 16" },
  "add_cohabitant": {
    "entry.name": "text 120",
    "entry.document": "text 40",
    "entry.number": "text 120",
    "entry.phone": "text 40",
    "entry.relation": "text 40",
    "entry.guardian_consent": "flag"
  },
  "remove_cohabitant": { "place": "number 99" },
  "finish_cohabitants": {},
  "answer_owner_present": { "present": "flag" },
  "agree": { "notice_version": "number 65535" },
  "decide_as_owner": { "refusal": "text? 40" },
  "skip_owner": {},
  "go_back": {},
  "end_visit": {},
  "begin_login": {},
  "enter_worker": { "worker": "text 16" },
  "enter_pin": { "pin": "text 16" },
  "log_out": {},
  "begin_issue": { "category": "text 16" },
  "skip_house": {},
  "describe_holder": {
    "entry.name": "text 120",
    "entry.document": "text 40",
    "entry.number": "text 120",
    "entry.guardian_consent": "flag"
  },
  "issue": {},
  "print_code": {},
  "void_code": {},
  "begin_state_time": {},
  "state_time": { "day": "text 16", "time": "text 16" },
  "unlock": { "passphrase": "text 200" },
  "describe_claim": {
    "entry.name": "text 120",
    "entry.document": "text 40",
    "entry.number": "text 120",
    "entry.phone": "text 40"
  },
  "claim_code": { "notice_version": "number 65535", "seen": "flag" },
  "begin_collect": {},
  "collect_code": {
    "entry.receipt": "text 40",
    "entry.document": "text 40",
    "entry.number": "text 120"
  },
  "begin_find": {},
  "search_places": { "query": "text 60" },
  "open_place": { "place": "number 9999" },
  "write_address": {},
  "describe_address": {
    "entry.street": "text 120",
    "entry.number": "text 120",
    "entry.room": "text 120"
  },
  "keep_address": {},
  "stay_here": {},
  "call_worker": {},
  "choose_language": { "language": "text 16" },
  "choose_text_size": { "size": "number 4" },
  "plugin:event|listen": { "event": "text 40", "target.kind": "text 16", "handler": "number 4294967295" },
  "plugin:event|unlisten": { "event": "text 40", "eventId": "number 4294967295" }
};
