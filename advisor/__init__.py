"""Treaty Advisor: a cited verdict on a planned action before an agent carries it out."""
