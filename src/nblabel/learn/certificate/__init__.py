"""What a promise about machine labels rests on: blind checks, exact tails, a risk that is shared out."""
