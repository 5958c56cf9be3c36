// What a page takes over the line, as it is sent: compressed.

// Runs `work`; returns {files, fileBytes, answerBytes}, headers included. The event stream never
// ends, and counts for nothing.
export async function bytesOf(page, work) {
  const session = await page.context().newCDPSession(page);
  const addresses = new Map();
  const found = { files: 0, fileBytes: 0, answerBytes: 0 };
  session.on('Network.responseReceived', ({ requestId, response }) => addresses.set(requestId, new URL(response.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const isAnswer = addresses.get(requestId)?.startsWith('/api/');
    if (isAnswer) found.answerBytes += encodedDataLength;
    else Object.assign(found, { files: found.files + 1, fileBytes: found.fileBytes + encodedDataLength });
  });
  await session.send('Network.enable');
  await work();
  await session.detach();
  return found;
}
