using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>What the tests on the way to a leaf ask of one feature.</summary>
internal sealed class PathCondition
{
    private readonly HashSet<Scalar> excluded = [];
    private List<Scalar>? members;
    private bool isMissing;
    private bool? truth;
    private double lower = double.NegativeInfinity;
    private double upper = double.PositiveInfinity;
    private bool lowerBelongs = true;
    private bool upperBelongs = true;

    /// <summary>Adds a test.</summary>
    /// <param name="ensemble">The ensemble.</param>
    /// <param name="node">The node.</param>
    /// <param name="branch">The branch taken: 0 true, 1 false, 2 missing.</param>
    public void Add(TreeEnsemble ensemble, TreeNode node, int branch)
    {
        bool passes = branch == 0;
        if (branch == 2)
        {
            isMissing = true;
            return;
        }

        switch (node.Test)
        {
            case TreeTest.LessThan or TreeTest.LessOrEqual when passes:
                Below(node.Threshold, node.Test == TreeTest.LessOrEqual);
                break;
            case TreeTest.LessThan or TreeTest.LessOrEqual:
                Above(node.Threshold, node.Test == TreeTest.LessThan);
                break;
            case TreeTest.InSet when passes:
                members = [.. ensemble.Sets[node.Set].Values.Where(value => members?.Contains(value) ?? true)];
                break;
            case TreeTest.InSet:
                excluded.UnionWith(ensemble.Sets[node.Set].Values);
                break;
            case TreeTest.IsTrue:
                truth = passes;
                break;
            case TreeTest.IsPresent:
                break;
            default:
                throw new InvalidOperationException($"unknown test {node.Test}");
        }
    }

    /// <summary>A value that fulfils all tests.</summary>
    /// <param name="type">The input's type.</param>
    /// <param name="turn">Varies the choice: in the middle, or at one of the limits.</param>
    /// <returns>The value; null where none was found, or any will do.</returns>
    public Scalar? Choose(DataType type, int turn)
    {
        if (isMissing)
        {
            return Scalar.Missing;
        }

        if (members is not null || excluded.Count > 0)
        {
            return ChooseMember(type);
        }

        return type switch
        {
            DataType.Boolean => truth is { } flag ? Scalar.FromBoolean(flag) : null,
            DataType.Double => ChooseDouble(turn),
            DataType.Integer or DataType.Date or DataType.Time or DataType.DateTime => ChooseInteger(turn),
            _ => null,
        };
    }

    private Scalar? ChooseMember(DataType type)
    {
        foreach (Scalar member in members ?? [])
        {
            bool fits = member.IsText == (type == DataType.String) && member.IsDouble == (type == DataType.Double);
            if (fits && !excluded.Contains(member))
            {
                return member;
            }
        }

        return members is null && type == DataType.String ? Scalar.FromText("unseen category") : null;
    }

    private Scalar? ChooseDouble(int turn)
    {
        double least = lowerBelongs ? lower : Math.BitIncrement(lower);
        double most = upperBelongs ? upper : Math.BitDecrement(upper);
        double value = (double.IsFinite(least), double.IsFinite(most)) switch
        {
            (true, true) => (turn % 3) switch { 0 => (least / 2) + (most / 2), 1 => least, _ => most },
            (true, false) => turn % 2 == 0 ? least : least + Math.Max(1, Math.Abs(least) / 8),
            (false, true) => turn % 2 == 0 ? most : most - Math.Max(1, Math.Abs(most) / 8),
            (false, false) => double.NaN,
        };
        return double.IsFinite(value) && value >= least && value <= most ? Scalar.FromDouble(value) : null;
    }

    private Scalar? ChooseInteger(int turn)
    {
        const double Whole = 9e15;
        double least = lowerBelongs ? Math.Ceiling(lower) : Math.Floor(lower) + 1;
        double most = upperBelongs ? Math.Floor(upper) : Math.Ceiling(upper) - 1;
        double value = double.IsFinite(least) && (turn % 2 == 0 || !double.IsFinite(most)) ? least : most;
        return least <= most && Math.Abs(value) < Whole ? Scalar.FromInteger((long)value) : null;
    }

    private void Below(double limit, bool belongs)
    {
        if (limit < upper || (limit == upper && !belongs))
        {
            (upper, upperBelongs) = (limit, belongs);
        }
    }

    private void Above(double limit, bool belongs)
    {
        if (limit > lower || (limit == lower && !belongs))
        {
            (lower, lowerBelongs) = (limit, belongs);
        }
    }
}
