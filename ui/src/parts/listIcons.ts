import type { IconName } from "./icons";

/** The pictures of the code lists. */
export const LIST_ICONS: Record<string, IconName> = {
  RENTED: "rented",
  OWNED: "owned",
  BORROWED: "borrowed",
  UNIT_DORM: "unitDorm",
  SELF_BUILT: "house",
  SCHOOL_DORM: "apartment",
  BOARDING: "boarding",
  OTHER: "other",
  WORK: "work",
  BUSINESS: "business",
  STUDENT: "student",
  STUDY: "study",
  ACCOMPANY: "accompany",
  MEDICAL: "medical",
  VISIT: "visit",
};
