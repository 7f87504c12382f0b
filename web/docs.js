// Starts Swagger UI on the page /docs. The element #swagger-ui may carry data-documents, a JSON array of
// {name, url}; without it the service's own /openapi.json is shown.
(() => {
    'use strict';
    const root = document.getElementById('swagger-ui');
    const documents = JSON.parse(root.dataset.documents || '[{"name": "API", "url": "/openapi.json"}]');

    const view = document.createElement('div');
    view.id = 'swagger-ui-view';

    function show({ url }) {
        window.SwaggerUIBundle({
            url,
            domNode: view,
            deepLinking: true,
            validatorUrl: null,
            presets: [window.SwaggerUIBundle.presets.apis],
        });
    }

    function picker() {
        const choice = document.createElement('select');
        choice.setAttribute('aria-label', 'Service');
        for (const [index, { name }] of documents.entries()) choice.add(new Option(name, String(index)));
        choice.addEventListener('change', () => show(documents[Number(choice.value)]));
        return choice;
    }

    if (documents.length > 1) root.append(picker());
    root.append(view);
    show(documents[0]);
})();
