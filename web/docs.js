// Starts Swagger UI on the page /docs. The element #swagger-ui may carry data-documents, a JSON array of
// {name, url}; /docs?name shows that one, else the first. Only the service's own calls can be tried here: the page may
// speak to no other port.
(async () => {
    'use strict';
    const own = '/openapi.json';
    const root = document.getElementById('swagger-ui');
    const documents = JSON.parse(root.dataset.documents || `[{"name": "API", "url": "${own}"}]`);
    const shown = documents.find(({ name }) => `?${name}` === location.search) || documents[0];
    const view = document.createElement('div');
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const followColours = () => document.documentElement.classList.toggle('dark-mode', dark.matches);

    // Another document is another page: Swagger UI remembers too much of the one before.
    function picker() {
        const choice = document.createElement('select');
        choice.setAttribute('aria-label', 'Service');
        choice.style.cssText = 'min-height: 44px; margin: 8px 20px 0; padding: 0 8px; font: inherit';
        for (const { name } of documents) choice.add(new Option(name, name, false, name === shown.name));
        choice.addEventListener('change', () => location.assign(`?${choice.value}`));
        return choice;
    }

    if (documents.length > 1) root.append(picker());
    view.style.overflowX = 'auto';
    root.append(view);
    followColours();
    dark.addEventListener('change', followColours);
    const spec = await (await fetch(shown.url)).json();
    if (shown.url === own) spec.servers = [{ url: location.origin }];
    window.SwaggerUIBundle({
        spec,
        domNode: view,
        deepLinking: true,
        validatorUrl: null,
        presets: [window.SwaggerUIBundle.presets.apis],
        ...(shown.url === own ? {} : { supportedSubmitMethods: [] }),
    });
})();
