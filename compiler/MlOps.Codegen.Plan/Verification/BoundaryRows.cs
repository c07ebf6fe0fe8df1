using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>
/// Rows on which a wrong translation of a plan would show: at every constant that decides (thresholds of trees, limits of bins,
/// keys of tables, comparisons) the value itself and its neighbours, for binary32 fields also where rounding changes its mind;
/// missing values, unseen categories, invalid values, outliers; rows that reach leaves; and mixtures of all of these.
/// </summary>
/// <remarks>The same plan gives the same rows, on every machine.</remarks>
public static class BoundaryRows
{
    /// <summary>How many rows are made where nobody says otherwise.</summary>
    public const int DefaultCount = 2_000;

    // Rows of thousands of columns: fewer of them, so that what is held at once stays bounded.
    private const int MostCells = 4_000_000;
    private const int FewestRows = 200;

    /// <summary>Makes rows for a plan, each other than the others, one at a time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="most">How many rows at most, above 0; plans of very many inputs get fewer.</param>
    /// <returns>Rows of a value per plan input.</returns>
    public static IEnumerable<Scalar[]> Of(ScoringPlan plan, int most = DefaultCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        most = Math.Min(most, Math.Max(FewestRows, MostCells / Math.Max(1, plan.Inputs.Length)));
        var seen = new HashSet<ulong>();
        return Candidates(plan, most).Where(row => KeepsPromises(plan, row) && seen.Add(Fingerprint(row))).Take(most);
    }

    private static bool KeepsPromises(ScoringPlan plan, Scalar[] row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (plan.Inputs[i].Value.Promised is { } range && row[i].IsDouble && !range.Holds(row[i].Double))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<Scalar[]> Candidates(ScoringPlan plan, int most)
    {
        var trace = new InputTrace(plan);
        var critical = new CriticalValues(plan, trace);
        InputCandidates[] candidates = Limited(plan, trace, critical, most * 9 / 20);
        var slices = new PlanSlices(plan);
        ImmutableArray<Scalar>[] accepted = AcceptedValues.Of(plan, slices, candidates);
        Scalar[] typical = [.. accepted.Select((values, i) => Typical(values, candidates[i]))];
        var mixture = new Mixture(accepted, candidates);

        yield return typical;
        yield return new Scalar[plan.Inputs.Length];
        Scalar[][] bases = [typical, mixture.Next()];
        yield return bases[1];

        foreach (Scalar[] row in new Crossings(plan, slices, candidates).Find(critical.Probes, bases).Take(most * 3 / 20))
        {
            yield return row;
        }

        foreach (Scalar[] row in new LeafRows(plan, trace, typical).Take(most / 4))
        {
            yield return row;
        }

        // One input after the other through all its values, the others typical or mixed.
        for (int i = 0; i < candidates.Length; i++)
        {
            int turn = 0;
            foreach (Scalar value in candidates[i].All)
            {
                Scalar[] row = [.. turn++ % 3 == 2 ? mixture.Next() : typical];
                row[i] = value;
                yield return row;
            }
        }

        long mixtures = Math.Min(most, 10L * candidates.Sum(each => each.All.LongCount()));
        for (long i = 0; i < mixtures; i++)
        {
            yield return mixture.Next();
        }
    }

    // Every input gets its share of the rows; what one does not need goes to those that need more.
    private static InputCandidates[] Limited(ScoringPlan plan, InputTrace trace, CriticalValues critical, int rows)
    {
        const int Unlikely = 12;
        bool[] isRounded = [.. plan.Inputs.Select((input, i) => input.Schema.Type == DataType.Float || trace.IsRounded(i))];
        int[] rowsPerConstant = [.. plan.Inputs.Select((input, i) => RowsPerConstant(input, isRounded[i]))];
        int[] wanted = [.. rowsPerConstant.Select((each, i) => critical.Of(i).Count * each)];
        int share = Math.Max(1, rows / Math.Max(1, wanted.Length)) - Unlikely;
        long left = (long)Math.Max(0, rows - (Unlikely * wanted.Length));
        int[] ascending = [.. wanted.Order()];
        for (int i = 0; i < ascending.Length; i++)
        {
            share = (int)(left / (ascending.Length - i));
            if (ascending[i] > share)
            {
                break;
            }

            left -= ascending[i];
        }

        return
        [
            .. plan.Inputs.Select((input, i) => InputCandidates.Of(
                input,
                [.. Spread.Over(InOrder(critical.Of(i)), Math.Max(1, share / rowsPerConstant[i]))],
                isRounded[i])),
        ];
    }

    // As many as InputCandidates makes of a constant.
    private static int RowsPerConstant(PlanInput input, bool isRounded) => input.Value.Type switch
    {
        DataType.String or DataType.Boolean => 1,
        _ => isRounded ? 19 : 4,
    };

    private static Scalar[] InOrder(IReadOnlyCollection<Scalar> constants) =>
    [
        .. constants.OrderBy(constant => constant.IsText ? 0 : constant.IsDouble ? constant.Double : constant.Integer)
            .ThenBy(constant => constant.IsText ? constant.Text : "", StringComparer.Ordinal),
    ];

    private static Scalar Typical(ImmutableArray<Scalar> accepted, InputCandidates candidates)
    {
        Scalar[] likely = [.. candidates.Likely.Where(accepted.Contains)];
        return likely.Length > 0 ? likely[likely.Length / 2] : accepted[^1];
    }

    // FNV-1a over the values: unlike hash codes the same in every process.
    private static ulong Fingerprint(Scalar[] row)
    {
        ulong hash = 14695981039346656037;
        foreach (Scalar value in row)
        {
            switch (value)
            {
                case { IsMissing: true }:
                    Add(1);
                    break;
                case { IsText: true }:
                    Add(2);
                    foreach (char c in value.Text)
                    {
                        Add(c);
                    }

                    break;
                case { IsDouble: true }:
                    Add(3);
                    Add(BitConverter.DoubleToUInt64Bits(value.Double));
                    break;
                default:
                    Add(4);
                    Add((ulong)value.Integer);
                    break;
            }
        }

        return hash;

        void Add(ulong part)
        {
            for (int shift = 0; shift < 64; shift += 8)
            {
                hash = (hash ^ ((part >> shift) & 0xFF)) * 1099511628211;
            }
        }
    }

    // Values picked without pattern: mostly accepted ones, here and there any.
    private sealed class Mixture(ImmutableArray<Scalar>[] accepted, InputCandidates[] candidates)
    {
        private readonly SplitMix random = new(0x6D6C6F7073);
        private readonly ImmutableArray<Scalar>[] any = [.. candidates.Select(each => each.All.ToImmutableArray())];

        public Scalar[] Next()
        {
            var row = new Scalar[accepted.Length];
            bool wild = random.Next(8) == 0;
            for (int i = 0; i < row.Length; i++)
            {
                ImmutableArray<Scalar> from = wild && random.Next(row.Length) == 0 ? any[i] : accepted[i];
                row[i] = from[random.Next(from.Length)];
            }

            return row;
        }
    }
}
