#include "platform/http/response_head.hpp"

#include "platform/http/text.hpp"
#include "platform/id/hexadecimal.hpp"

#include <charconv>
#include <ctime>

namespace boxoffice::http {

namespace {

constexpr std::string_view safety_headers =
    "\r\nX-Content-Type-Options: nosniff"
    "\r\nX-Frame-Options: DENY"
    "\r\nReferrer-Policy: same-origin"
    "\r\nCross-Origin-Resource-Policy: same-origin";

std::string_view status_line(int status) {
    switch (status) {
        case 200: return "HTTP/1.1 200 OK";
        case 201: return "HTTP/1.1 201 Created";
        case 202: return "HTTP/1.1 202 Accepted";
        case 204: return "HTTP/1.1 204 No Content";
        case 303: return "HTTP/1.1 303 See Other";
        case 304: return "HTTP/1.1 304 Not Modified";
        case 400: return "HTTP/1.1 400 Bad Request";
        case 401: return "HTTP/1.1 401 Unauthorized";
        case 402: return "HTTP/1.1 402 Payment Required";
        case 403: return "HTTP/1.1 403 Forbidden";
        case 404: return "HTTP/1.1 404 Not Found";
        case 405: return "HTTP/1.1 405 Method Not Allowed";
        case 409: return "HTTP/1.1 409 Conflict";
        case 412: return "HTTP/1.1 412 Precondition Failed";
        case 413: return "HTTP/1.1 413 Content Too Large";
        case 414: return "HTTP/1.1 414 URI Too Long";
        case 415: return "HTTP/1.1 415 Unsupported Media Type";
        case 422: return "HTTP/1.1 422 Unprocessable Content";
        case 429: return "HTTP/1.1 429 Too Many Requests";
        case 431: return "HTTP/1.1 431 Request Header Fields Too Large";
        case 500: return "HTTP/1.1 500 Internal Server Error";
        case 503: return "HTTP/1.1 503 Service Unavailable";
        default: return {};
    }
}

void append_number(std::string& out, std::size_t number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_status_line(std::string& out, int status) {
    if (const auto line = status_line(status); !line.empty()) {
        out += line;
        return;
    }
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(status));
    out += ' ';
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out += "\r\n";
    out += name;
    out += ": ";
    out += value;
}

void append_own_headers(std::string& out, const Response& response) {
    bool has_cache_control = false;
    for (const auto& [name, value] : response.headers) {
        if (value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos) continue;
        has_cache_control = has_cache_control || equal_without_case(name, "cache-control");
        append_header(out, name, value);
    }
    if (!has_cache_control) append_header(out, "Cache-Control", "no-store");
}

void append_body_headers(std::string& out, const Response& response, const Framing& framing) {
    if (!has_body(response.status)) return;
    if (response.stream || !response.body.empty()) append_header(out, "Content-Type", response.content_type);
    if (framing.chunked) append_header(out, "Transfer-Encoding", "chunked");
    if (response.stream) return;
    out += "\r\nContent-Length: ";
    append_number(out, response.body.size());
}

}  // namespace

void append_head(std::string& out, const Response& response, const Framing& framing) {
    append_status_line(out, response.status);
    append_body_headers(out, response, framing);
    append_header(out, "Date", framing.date);
    out += "\r\nTrace-Id: ";
    append_hexadecimal(out, response.trace.trace_id);
    out += safety_headers;
    append_own_headers(out, response);
    if (!framing.keep_alive)
        append_header(out, "Connection", "close");
    else if (!framing.is_http_1_1)
        append_header(out, "Connection", "keep-alive");
    out += "\r\n\r\n";
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string http_date(std::chrono::sys_seconds time) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(utc.tm_wday)],
                       utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                       utc.tm_min, utc.tm_sec);
}

}  // namespace boxoffice::http
