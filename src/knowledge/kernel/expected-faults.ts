/** Zephyr's ztest: a test that wanted its fault says so in the end. */
export const isPassedTest = (text: string): boolean => passed.test(text);

const passed = /^ *PASS - \w+ in [\d.]+ seconds/;
