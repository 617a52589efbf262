// Runs in a sandboxed frame of no origin, without network. The page that has the function key sends it a report, because a frame's address can't have a header.
// Scripts of the report stay dead: parsed documents run none, and the frame's policy allows no inline ones.
addEventListener('message', event => {
  if (event.source !== window.parent || typeof event.data?.report !== 'string') {
    return;
  }

  const report = new DOMParser().parseFromString(event.data.report, 'text/html');
  for (const script of report.querySelectorAll('script, base, meta[http-equiv]')) {
    script.remove();
  }

  document.replaceChild(document.adoptNode(report.documentElement), document.documentElement);
});
