/** Whether the page is seen on a Mac, whose keys are others. */
export const IS_MAC = /mac|iphone|ipad/i.test(navigator.userAgent);
