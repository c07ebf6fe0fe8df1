namespace MlOps.Codegen.Plan.Verification;

/// <summary>
/// Rows on both sides of boundaries that lie in computed values: between two values of an input that fall on different sides,
/// the boundary is found by bisection, to neighbouring doubles where every engine computes the value to the last bit.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="slices">Its slices.</param>
/// <param name="candidates">The candidates of each input.</param>
internal sealed class Crossings(ScoringPlan plan, PlanSlices slices, InputCandidates[] candidates)
{
    private const int MostInputs = 4;
    private const int MostSteps = 16;
    private const int MostConstants = 12;

    // Where engines differ in the last bits: far enough to be on one side for all, near enough to be a test.
    private const double InexactDistance = 1e-7;

    private long budget = 40_000_000;

    /// <summary>The rows, two for each boundary that is found, the probes that cost least first.</summary>
    /// <param name="probes">What decides.</param>
    /// <param name="bases">Rows from which one input at a time is varied.</param>
    public IEnumerable<Scalar[]> Find(IEnumerable<Probe> probes, IReadOnlyList<Scalar[]> bases)
    {
        var prepared = probes.Select(probe => (Probe: probe, Slice: slices.Of(probe.Subject))).OrderBy(entry => entry.Slice.Cost);
        foreach ((Probe probe, PlanSlice slice) in prepared)
        {
            foreach (int input in probe.Inputs.Where(IsNumber).Take(MostInputs))
            {
                foreach (Scalar[] row in bases.SelectMany(@base => Along(probe, slice, input, @base)))
                {
                    yield return row;
                }
            }
        }
    }

    private bool IsNumber(int input) => plan.Inputs[input].Value.Type is not (DataType.String or DataType.Boolean);

    private List<Scalar[]> Along(Probe probe, PlanSlice slice, int input, Scalar[] @base)
    {
        var found = new List<Scalar[]>();
        Scalar[] row = [.. @base];
        Scalar[] steps = [.. Spread.Over([.. candidates[input].All.Where(value => !value.IsMissing).OrderBy(AsDouble)], MostSteps)];
        Scalar[] values = [.. steps.Select(At)];
        if (probe.Constants.Count == 0)
        {
            Cross(Side);
            return found;
        }

        foreach (Scalar constant in Spread.Over([.. probe.Constants.OrderBy(AsDouble)], MostConstants))
        {
            double limit = AsDouble(constant);
            Cross(value => value.IsMissing ? 2 : AsDouble(value) < limit ? 0 : 1);
            Cross(value => value.IsMissing ? 2 : AsDouble(value) <= limit ? 0 : 1);
        }

        return found;

        Scalar At(Scalar value)
        {
            budget -= slice.Cost;
            row[input] = value;
            return budget > 0 ? slice.Evaluate(row) : Scalar.Missing;
        }

        // A value that is too large to compute with is missing: the first crossing need not be the one between two answers.
        void Cross(Func<Scalar, int> side)
        {
            var crossed = new HashSet<(int, int)>();
            for (int i = 0; i + 1 < steps.Length && budget > 0; i++)
            {
                int below = side(values[i]);
                int above = side(values[i + 1]);
                if (below != above && crossed.Add((Math.Min(below, above), Math.Max(below, above))))
                {
                    (Scalar low, Scalar high) = Narrow(steps[i], steps[i + 1], probe.IsExact, value => side(At(value)) == below);
                    found.Add(With(@base, input, low));
                    found.Add(With(@base, input, high));
                }
            }
        }
    }

    private static int Side(Scalar value) => value.IsMissing ? 2 : value.Boolean ? 1 : 0;

    // Halves the distance in representable numbers, so that 64 steps suffice.
    private static (Scalar Low, Scalar High) Narrow(Scalar low, Scalar high, bool exact, Func<Scalar, bool> isLow)
    {
        long bottom = Rank(low);
        long top = Rank(high);
        while (top - 1 > bottom)
        {
            if (!exact && low.IsDouble && high.Double - low.Double <= InexactDistance * Math.Max(Math.Abs(low.Double), Math.Abs(high.Double)))
            {
                break;
            }

            long middle = (bottom / 2) + (top / 2) + (((bottom % 2) + (top % 2)) / 2);
            Scalar value = low.IsDouble ? Scalar.FromDouble(Unrank(middle)) : Scalar.FromInteger(middle);
            if (isLow(value))
            {
                (bottom, low) = (middle, value);
            }
            else
            {
                (top, high) = (middle, value);
            }
        }

        return (low, high);
    }

    private static long Rank(Scalar value)
    {
        if (!value.IsDouble)
        {
            return value.Integer;
        }

        long bits = BitConverter.DoubleToInt64Bits(value.Double);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double Unrank(long rank) => BitConverter.Int64BitsToDouble(rank >= 0 ? rank : long.MinValue - rank);

    private static double AsDouble(Scalar value) => value.IsDouble ? value.Double : value.Integer;

    private static Scalar[] With(Scalar[] row, int input, Scalar value)
    {
        Scalar[] changed = [.. row];
        changed[input] = value;
        return changed;
    }
}
