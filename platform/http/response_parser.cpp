#include "platform/http/response_parser.hpp"

#include "platform/http/hop_by_hop.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace boxoffice::http {

namespace beast = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr int interim_answers_max = 10;

/// One message; a parser of Beast serves only once.
class ResponseMessage final : public beast::basic_parser<false> {
public:
    ResponseMessage(Response& response, const ResponseParser::Sizes& sizes, bool to_head)
        : response_(response), sizes_(sizes) {
        response_ = {};
        response_.content_type.clear();
        header_limit(static_cast<std::uint32_t>(sizes.header_bytes_max));
        body_limit(boost::none);
        skip(to_head);
    }

    bool too_large = false;
    bool limited = true;

private:
    void on_response_impl(int status, boost::beast::string_view, int, error_code&) override {
        response_.status = status;
    }

    void on_field_impl(beast::field field, boost::beast::string_view name, boost::beast::string_view value,
                       error_code&) override {
        if (head_done_) return;  // a trailer
        if (field == beast::field::content_type)
            response_.content_type = value;
        else
            response_.headers.emplace_back(name, value);
    }

    void on_header_impl(error_code&) override {
        head_done_ = true;
        remove_hop_by_hop(response_.headers);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& ec) override {
        if (length && *length > sizes_.body_bytes_max) refuse(ec);
    }

    std::size_t take(boost::beast::string_view piece, error_code& ec) {
        taken_ += piece.size();
        if (limited && taken_ > sizes_.body_bytes_max) {
            refuse(ec);
            return 0;
        }
        response_.body.append(piece.data(), piece.size());
        return piece.size();
    }

    void refuse(error_code& ec) {
        too_large = true;
        ec = beast::error::body_limit;
    }

    std::size_t on_body_impl(boost::beast::string_view piece, error_code& ec) override { return take(piece, ec); }
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view piece, error_code& ec) override {
        return take(piece, ec);
    }
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
    void on_finish_impl(error_code&) override {}
    void on_request_impl(beast::verb, boost::beast::string_view, boost::beast::string_view, int, error_code&) override {
    }

    Response& response_;
    const ResponseParser::Sizes& sizes_;
    bool head_done_ = false;
    std::uint64_t taken_ = 0;
};

}  // namespace

class ResponseParser::Parser {
public:
    explicit Parser(Sizes given) : sizes(given) {}

    void begin(Response& into, bool is_to_head) {
        response = &into;
        to_head = is_to_head;
        interim_answers = 0;
        begun = false;
        restart();
    }

    std::size_t put(std::string_view bytes) {
        if (bytes.empty() || stage == Stage::done || stage == Stage::failed) return 0;
        begun = true;
        return stage == Stage::head ? put_head(bytes) : put_body(bytes);
    }

    void end() {
        if (stage == Stage::done || stage == Stage::failed) return;
        error_code ec;
        if (stage == Stage::body) message->put_eof(ec);
        if (stage == Stage::body && !ec && message->is_done())
            stage = Stage::done;
        else
            fail("the connection ended within the answer");
    }

    const Sizes sizes;
    std::optional<ResponseMessage> message;
    Stage stage = Stage::head;
    bool begun = false;
    std::string fault;

private:
    void restart() {
        message.emplace(*response, sizes, to_head);
        stage = Stage::head;
    }

    std::size_t put_head(std::string_view bytes) {
        error_code ec;
        const auto used = message->put({bytes.data(), bytes.size()}, ec);
        const bool waits = ec == beast::error::need_more;
        if (waits && bytes.size() - used > sizes.header_bytes_max)
            fail("the head is too long");
        else if (ec && !waits)
            fail(ec.message());
        else if (!waits)
            end_head();
        return used;
    }

    void end_head() {
        if (response->status >= 200)
            stage = message->is_done() ? Stage::done : Stage::body;
        else if (response->status == 101 || ++interim_answers > interim_answers_max)
            fail("an interim answer that was not asked for");
        else
            restart();
    }

    std::size_t put_body(std::string_view bytes) {
        std::size_t used = 0;
        error_code ec;
        while (!ec && !message->is_done() && used < bytes.size())
            used += message->put({bytes.data() + used, bytes.size() - used}, ec);
        if (message->is_done() && !ec)
            stage = Stage::done;
        else if (ec && ec != beast::error::need_more)
            fail(ec.message());
        else if (bytes.size() - used > sizes.header_bytes_max)
            fail("the head of a chunk is too long");
        return used;
    }

    void fail(std::string why) {
        stage = Stage::failed;
        fault = std::move(why);
    }

    Response* response = nullptr;
    bool to_head = false;
    int interim_answers = 0;
};

ResponseParser::ResponseParser(Sizes sizes) : parser_(std::make_unique<Parser>(sizes)) {}
ResponseParser::~ResponseParser() = default;

void ResponseParser::begin(Response& into, bool to_head) { parser_->begin(into, to_head); }
std::size_t ResponseParser::put(std::string_view bytes) { return parser_->put(bytes); }
void ResponseParser::end() { parser_->end(); }
void ResponseParser::lift_limit() { parser_->message->limited = false; }
ResponseParser::Stage ResponseParser::stage() const { return parser_->stage; }
bool ResponseParser::begun() const { return parser_->begun; }
const std::string& ResponseParser::fault() const { return parser_->fault; }
bool ResponseParser::too_large() const { return parser_->message->too_large; }
bool ResponseParser::keep_alive() const { return parser_->message->keep_alive(); }

}  // namespace boxoffice::http
