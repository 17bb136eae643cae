// Starts Swagger. Its page is the same for everyone, so the token that proves that a
// request comes from here is read from the cookie at each request.
const options = JSON.parse(document.getElementById("swagger-settings").textContent);

function csrfToken() {
  const cookies = document.cookie.split("; ").map((cookie) => cookie.split("="));
  return new Map(cookies).get("pdfsum_csrf");
}

SwaggerUIBundle({
  ...options,
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
  requestInterceptor(request) {
    const token = csrfToken();
    if (token) {
      request.headers["X-CSRFToken"] = token;
    }
    return request;
  },
});
