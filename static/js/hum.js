// Keeps the number of answers to a hum fresh. Without script, or when this fails, the page is looked at again.
(() => {
  const line = document.getElementById("hum-count");
  const over = document.getElementById("hum-over");
  if (!line || !over || !window.EventSource) return;
  const source = new EventSource(line.dataset.stream);
  const end = () => {
    source.close();
    over.hidden = false;
  };
  source.onmessage = (event) => {
    line.textContent = event.data;
  };
  source.addEventListener("closed", end);
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) end();
  };
})();
