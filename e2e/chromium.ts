import chromium from '@sparticuz/chromium';
import { type Browser, type LaunchOptions, chromium as playwright } from 'playwright-core';

/**
 * How to start Chromium as its npm package brings it. The package's own flags make it one process, which ends
 * with its first page, and switch off what keeps sites apart.
 */
export async function chromiumOptions(): Promise<LaunchOptions> {
  return {
    executablePath: await chromium.executablePath(),
    args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  };
}

/** Starts it where no test runner does. */
export async function launchChromium(): Promise<Browser> {
  return playwright.launch(await chromiumOptions());
}
