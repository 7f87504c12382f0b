#include "platform/http/request_parser.hpp"

#include "platform/http/text.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace boxoffice::http {

namespace beast = boost::beast::http;
using boost::system::error_code;

namespace {

Method method_of(beast::verb verb) {
    switch (verb) {
        case beast::verb::get: return Method::get;
        case beast::verb::head: return Method::head;
        case beast::verb::post: return Method::post;
        case beast::verb::put: return Method::put;
        case beast::verb::patch: return Method::patch;
        case beast::verb::delete_: return Method::delete_;
        case beast::verb::options: return Method::options;
        default: return Method::other;
    }
}

/// The origin-form of a target that came in absolute-form (RFC 9112, section 3.2.2).
std::string_view without_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equal_without_case(target.substr(0, scheme.size()), scheme)) continue;
        const auto path = target.find('/', scheme.size());
        return path == target.npos ? "/" : target.substr(path);
    }
    return target;
}

/// One message; a parser of Beast serves only once.
class RequestMessage final : public beast::basic_parser<true> {
public:
    RequestMessage(Request& request, const RequestParser::Sizes& sizes) : request_(request), sizes_(sizes) {
        header_limit(static_cast<std::uint32_t>(sizes.header_bytes_max));
        body_limit(boost::none);
    }

    std::optional<Problem> fault;
    bool has_target = false;
    bool expects_continue = false;
    bool kept = true;
    bool is_1_1 = false;

private:
    void on_request_impl(beast::verb verb, boost::beast::string_view, boost::beast::string_view target, int version,
                         error_code& ec) override {
        is_1_1 = version == 11;
        has_target = true;
        request_.method = method_of(verb);
        if (target.size() > sizes_.target_bytes_max) {
            fault = Problem{"uri_too_long",
                            fmt::format("The path and query may be at most {} bytes.", sizes_.target_bytes_max)};
            ec = beast::error::bad_target;
            return;
        }
        request_.target = without_authority(target);
    }

    void on_field_impl(beast::field field, boost::beast::string_view name, boost::beast::string_view value,
                       error_code& ec) override {
        if (head_done_) return;  // a trailer
        if (field == beast::field::host && ++hosts_ > 1) ec = beast::error::bad_value;
        if (field == beast::field::transfer_encoding && (!is_1_1 || !equal_without_case(value, "chunked")))
            ec = beast::error::bad_transfer_encoding;
        if (field == beast::field::expect) expects_continue = is_1_1 && equal_without_case(value, "100-continue");
        request_.headers.emplace_back(name, value);
    }

    void on_header_impl(error_code& ec) override {
        head_done_ = true;
        if (is_1_1 && hosts_ == 0) ec = beast::error::bad_field;
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
        if (kept && length && *length <= sizes_.body_bytes_max) request_.body.reserve(*length);
    }

    std::size_t take(boost::beast::string_view piece, error_code& ec) {
        taken_ += piece.size();
        if (kept && taken_ > sizes_.body_bytes_max) {
            fault =
                Problem{"payload_too_large", fmt::format("The body may be at most {} bytes.", sizes_.body_bytes_max)};
            ec = beast::error::body_limit;
            return 0;
        }
        if (kept) request_.body.append(piece.data(), piece.size());
        return piece.size();
    }

    std::size_t on_body_impl(boost::beast::string_view piece, error_code& ec) override { return take(piece, ec); }
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view piece, error_code& ec) override {
        return take(piece, ec);
    }
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
    void on_finish_impl(error_code&) override {}
    void on_response_impl(int, boost::beast::string_view, int, error_code&) override {}

    Request& request_;
    const RequestParser::Sizes& sizes_;
    bool head_done_ = false;
    int hosts_ = 0;
    std::uint64_t taken_ = 0;
};

}  // namespace

class RequestParser::Parser {
public:
    explicit Parser(Sizes given) : sizes(given) {}

    std::size_t put(std::string_view bytes) {
        std::size_t skipped = 0;
        if (!begun) {  // RFC 9112, section 2.2: empty lines before a request are ignored
            skipped = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
            bytes.remove_prefix(skipped);
        }
        if (bytes.empty() || stage == Stage::done || stage == Stage::failed) return skipped;
        begun = true;
        const auto used = stage == Stage::head ? put_head(bytes) : put_body(bytes);
        return skipped + used;
    }

    const Sizes sizes;
    std::optional<RequestMessage> message;
    Stage stage = Stage::head;
    bool begun = false;
    std::size_t head_bytes = 0;

private:
    std::size_t put_head(std::string_view bytes) {
        error_code ec;
        const auto used = message->put({bytes.data(), bytes.size()}, ec);
        head_bytes += used;
        const bool waits = ec == beast::error::need_more;
        const auto seen = head_bytes + (waits ? bytes.size() - used : 0);
        if (seen > sizes.header_bytes_max || ec == beast::error::header_limit)
            fail(message->has_target ? Problem{"headers_too_large",
                                               fmt::format("The head may be at most {} bytes.", sizes.header_bytes_max)}
                                     : Problem{"uri_too_long", "The request line is too long."});
        else if (ec && !waits)
            fail(problem::invalid_request("The request is not well-formed HTTP/1.1: " + ec.message() + "."));
        else if (!waits)
            stage = message->is_done() ? Stage::done : Stage::body;
        return used;
    }

    std::size_t put_body(std::string_view bytes) {
        std::size_t used = 0;
        error_code ec;
        while (!ec && !message->is_done() && used < bytes.size())
            used += message->put({bytes.data() + used, bytes.size() - used}, ec);
        if (message->is_done() && !ec)
            stage = Stage::done;
        else if (ec && ec != beast::error::need_more)
            fail(problem::invalid_request("The body is not well-formed: " + ec.message() + "."));
        else if (bytes.size() - used > sizes.header_bytes_max)
            fail(problem::invalid_request("The head of a chunk is too long."));
        return used;
    }

    void fail(Problem problem) {
        stage = Stage::failed;
        if (!message->fault) message->fault = std::move(problem);
    }
};

RequestParser::RequestParser(Sizes sizes) : parser_(std::make_unique<Parser>(sizes)) {}
RequestParser::~RequestParser() = default;

void RequestParser::begin(Request& into) {
    parser_->message.emplace(into, parser_->sizes);
    parser_->stage = Stage::head;
    parser_->begun = false;
    parser_->head_bytes = 0;
}

std::size_t RequestParser::put(std::string_view bytes) { return parser_->put(bytes); }
void RequestParser::discard_body() { parser_->message->kept = false; }
RequestParser::Stage RequestParser::stage() const { return parser_->stage; }
bool RequestParser::begun() const { return parser_->begun; }
Problem RequestParser::fault() const { return *parser_->message->fault; }
bool RequestParser::is_http_1_1() const { return parser_->message->is_1_1; }
bool RequestParser::keep_alive() const { return parser_->message->keep_alive(); }
bool RequestParser::expects_continue() const { return parser_->message->expects_continue; }

std::optional<std::uint64_t> RequestParser::content_length() const {
    const auto length = parser_->message->content_length();
    return length ? std::optional(*length) : std::nullopt;
}

}  // namespace boxoffice::http
