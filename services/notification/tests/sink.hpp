#pragma once

#include "platform/async/scope.hpp"
#include "platform/testing/turning.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::notification {

/// A server on a free port of this machine, run by the test's loop.
class Sink {
public:
    using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

    explicit Sink(Loop& loop);
    virtual ~Sink();
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    /// How many connections were ever made.
    std::size_t connections = 0;

protected:
    /// Talks with one client until it goes. Throws when it does.
    virtual Task<> serve(Socket& socket) = 0;
    /// Stops and joins; derived classes call it in their destructors.
    void stop();

private:
    Task<> accept();
    Task<> session(Socket socket);

    Loop& loop_;
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_;
    TaskScope scope_;
};

/// An SMTP server that keeps what it is given.
class SmtpSink final : public Sink {
public:
    using Sink::Sink;
    ~SmtpSink() override { stop(); }

    struct Received {
        std::string sender;
        std::string recipient;
        std::string text;  ///< dots unstuffed
    };
    std::vector<Received> received;
    std::vector<std::string> commands;
    /// Answers to RCPT by address; others are taken.
    std::map<std::string, std::string> refused;
    bool offers_auth = false;

protected:
    Task<> serve(Socket& socket) override;

private:
    Task<> take_text(Socket& socket, std::string& buffer, Received mail);
    std::string answer(const std::string& line, Received& mail);
};

/// An HTTP server that keeps requests and gives the answers it was told, then 201.
class HttpSink final : public Sink {
public:
    using Sink::Sink;
    ~HttpSink() override { stop(); }

    struct Received {
        std::string head;
        std::string body;
    };
    std::vector<Received> received;
    struct Answer {
        int status = 201;
        std::string body = R"({"sid":"SM00000000000000000000000000000000","status":"queued"})";
    };
    std::deque<Answer> answers;

protected:
    Task<> serve(Socket& socket) override;
};

}  // namespace boxoffice::notification
