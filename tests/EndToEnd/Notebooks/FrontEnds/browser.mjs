// One headless Chromium for all visits: says where it is, and lives until it is ended. What it writes goes to the folder that is given.
import { chromium } from 'playwright-core';

process.env.TMPDIR = process.argv[2];
const server = await chromium.launchServer({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
console.log(server.wsEndpoint());
