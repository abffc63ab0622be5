/**
 * What a user says of themselves and of how they want to be answered, found by rules in what they typed, without a model. The rules are
 * data, a resource a language; {@link dev.talaria.memory.profile.ProfileRules} applies them, and
 * {@link dev.talaria.memory.profile.Profiles} decides which statements hold.
 */
package dev.talaria.memory.profile;
