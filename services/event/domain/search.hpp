#pragma once

#include "services/event/domain/event.hpp"

namespace boxoffice::event {

/// The text as searches compare it: lower case, Latin letters without their marks ("Łódź" → "lodz"), white space runs
/// as one blank. Latin, Greek, Cyrillic and Armenian are folded, other scripts stay.
std::string fold(std::string_view text);

/// The folded name, venue, city and topics, a line each.
std::string search_text(const EventDetails& details);

/// Folded topics with a line break before and after each, so that "\nruby\n" finds exactly one topic.
std::string topic_text(const std::vector<std::string>& topics);

/// The words of a question, folded; an event is found when each is part of its search_text.
std::vector<std::string> search_words(std::string_view question);

}  // namespace boxoffice::event
