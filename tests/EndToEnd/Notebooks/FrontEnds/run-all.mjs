// Cell > Run All, and what the page shows afterwards; then it is saved.
import { idle, press, visit } from './notebook.mjs';

await visit(async page => {
  await page.click('#celllink');
  await page.click('#run_all_cells a');
  await page.waitForFunction(() => Jupyter.notebook.kernel_busy);
  await idle(page);
  const cells = await page.evaluate(() => Jupyter.notebook.get_cells().filter(cell => cell.cell_type === 'code').map(cell => ({
    source: cell.get_text().slice(0, 60),
    prompt: cell.input_prompt_number,
    tags: cell.metadata.tags ?? [],
    errors: cell.output_area.outputs.filter(output => output.output_type === 'error').map(output => `${output.ename}: ${output.evalue}`),
    figures: [...cell.element.find('.output img')].map(image => ({
      width: image.naturalWidth, shown: image.getBoundingClientRect().width })),
    tables: cell.element.find('.output table').length,
  })));
  await press(page, 'save-notebook');
  await page.waitForFunction(() => !Jupyter.notebook.dirty);
  return { cells };
});
