/**
 * Number of the set of rules that `inspectArchive` applies. A registry stores it with a version; raise it with every rule
 * that refuses what was accepted before. Versions stored before there was a number are of set 1.
 */
export const RULE_SET = 4;
