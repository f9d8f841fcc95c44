"""What is told without being asked: messages, the outbox they wait in, and how they are sent."""
