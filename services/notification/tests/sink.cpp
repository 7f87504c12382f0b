#include "services/notification/tests/sink.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace boxoffice::notification {

namespace asio = boost::asio;

namespace {

Task<std::string> read_through(Sink::Socket& socket, std::string& buffer, std::string_view end) {
    const auto length =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), std::string(end), use_task);
    auto text = buffer.substr(0, length - end.size());
    buffer.erase(0, length);
    co_return text;
}

std::string between_brackets(const std::string& line) {
    const auto open = line.find('<');
    return line.substr(open + 1, line.find('>') - open - 1);
}

std::size_t content_length(const std::string& head) {
    const std::string name = "Content-Length: ";
    const auto at = head.find(name);
    return at == head.npos ? 0 : std::stoul(head.substr(at + name.size()));
}

}  // namespace

Sink::Sink(Loop& loop)
    : loop_(loop),
      acceptor_(loop.get_executor(), {asio::ip::make_address("127.0.0.1"), 0}),
      scope_(loop, [](std::exception_ptr) {}) {
    scope_.spawn(accept());
}

Sink::~Sink() = default;

void Sink::stop() {
    scope_.close();
    cancel_and_join(loop_, scope_);
}

Task<> Sink::accept() {
    for (;;) {
        auto socket = co_await acceptor_.async_accept(use_task);
        ++connections;
        scope_.spawn(session(std::move(socket)));
    }
}

Task<> Sink::session(Socket socket) { co_await serve(socket); }

std::string SmtpSink::answer(const std::string& line, Received& mail) {
    if (line.starts_with("EHLO")) return offers_auth ? "250-sink\r\n250 AUTH PLAIN" : "250 sink";
    if (line.starts_with("AUTH")) return "235 welcome";
    if (line.starts_with("MAIL FROM:")) mail.sender = between_brackets(line);
    if (line.starts_with("RCPT TO:")) {
        mail.recipient = between_brackets(line);
        if (const auto found = refused.find(mail.recipient); found != refused.end()) return found->second;
    }
    if (line == "DATA") return "354 go on";
    return line == "QUIT" ? "221 bye" : "250 fine";
}

Task<> SmtpSink::serve(Socket& socket) {
    std::string buffer;
    Received mail;
    co_await asio::async_write(socket, asio::buffer(std::string_view("220 sink\r\n")), use_task);
    for (;;) {
        const auto line = co_await read_through(socket, buffer, "\r\n");
        commands.push_back(line);
        const auto reply = answer(line, mail) + "\r\n";
        co_await asio::async_write(socket, asio::buffer(reply), use_task);
        if (line == "DATA") co_await take_text(socket, buffer, mail);
    }
}

Task<> SmtpSink::take_text(Socket& socket, std::string& buffer, Received mail) {
    auto text = co_await read_through(socket, buffer, "\r\n.\r\n");
    for (auto at = text.find("\r\n.."); at != text.npos; at = text.find("\r\n..", at + 3)) text.erase(at + 2, 1);
    mail.text = text + "\r\n";
    received.push_back(std::move(mail));
    co_await asio::async_write(socket, asio::buffer(std::string_view("250 queued\r\n")), use_task);
}

Task<> HttpSink::serve(Socket& socket) {
    std::string buffer;
    for (;;) {
        Received request{.head = co_await read_through(socket, buffer, "\r\n\r\n"), .body = {}};
        const auto length = content_length(request.head);
        if (buffer.size() < length)
            co_await asio::async_read(socket, asio::dynamic_buffer(buffer),
                                      asio::transfer_exactly(length - buffer.size()), use_task);
        request.body = buffer.substr(0, length);
        buffer.erase(0, length);
        received.push_back(std::move(request));
        Answer answer;
        if (!answers.empty()) {
            answer = answers.front();
            answers.pop_front();
        }
        const auto reply =
            fmt::format("HTTP/1.1 {} Answer\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                        answer.status, answer.body.size(), answer.body);
        co_await asio::async_write(socket, asio::buffer(reply), use_task);
    }
}

}  // namespace boxoffice::notification
