// Tab completes, Shift-Tab explains.
import { run, type, visit } from './notebook.mjs';

await visit(async page => {
  await run(page, 'var numbers = new List<int> { 3, 1, 2 };');
  await type(page, 'numbers.A');
  await page.keyboard.press('Tab');
  await page.waitForSelector('#complete select option');
  const offered = await page.$$eval('#complete select option', options => options.map(option => option.textContent));
  await page.keyboard.press('Escape');
  await type(page, 'ddRange');
  await page.keyboard.press('Shift+Tab');
  await page.waitForFunction(() => document.querySelector('#tooltip .tooltiptext')?.innerText.length > 20);
  return { offered, help: await page.$eval('#tooltip .tooltiptext', tip => tip.innerText) };
});
