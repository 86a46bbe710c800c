"""Tell: audiences, messages, website, newsletter, events, feedback, and talk inside the alliance."""
