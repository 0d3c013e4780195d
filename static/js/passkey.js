// Asks the browser for a passkey before a form is sent. Without script the form says that a code works instead.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const said = (name) => form.querySelector(`[data-said="${name}"]`);
  const known = window.PublicKeyCredential;
  if (!known || !known.parseCreationOptionsFromJSON || !known.parseRequestOptionsFromJSON) return;
  said("missing").hidden = true;
  said("works").hidden = false;
  const { passkey, wish } = form.dataset;
  const read = passkey === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said("refused").hidden = true;
    try {
      const made = await navigator.credentials[passkey]({ publicKey: known[read](JSON.parse(wish)) });
      form.elements.proof.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      said("refused").hidden = false;
    }
  });
})();
