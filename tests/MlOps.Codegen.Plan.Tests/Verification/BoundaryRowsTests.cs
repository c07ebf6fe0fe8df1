using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Plan.Tests.Verification;

public class BoundaryRowsTests
{
    [Fact]
    public void Rows_stand_on_a_threshold_and_on_both_sides_of_it()
    {
        ScoringPlan plan = Plan(DataType.Double, x => Build.If(Build.Binary(BinaryOperator.Less, x, Build.Number(0.3)), Build.Number(1), Build.Number(2)));

        double[] values = Doubles(plan);

        Assert.Contains(0.3, values);
        Assert.Contains(Math.BitDecrement(0.3), values);
        Assert.Contains(Math.BitIncrement(0.3), values);
        Assert.Contains(BoundaryRows.Of(plan), row => row[0].IsMissing);
        Assert.Contains(values, value => value < -1_000);
        Assert.Contains(values, value => value > 1_000);
    }

    [Fact]
    public void Rows_keep_what_is_promised_of_an_input()
    {
        var builder = new PlanBuilder { HasOrdinaryInputs = true };
        Expression x = Build.Ref(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        Expression test = Build.Or(Build.Binary(BinaryOperator.Less, x, Build.Number(0)), Build.Binary(BinaryOperator.Greater, x, Build.Number(1e200)));
        builder.AddOutput(new FieldSchema("y", DataType.Double), Build.If(test, Build.Number(1), Build.Number(2)), Origin.None);

        double[] values = Doubles(builder.Build("promised"));

        Assert.Contains(0, values);
        Assert.All(values, value => Assert.True(value == 0 || Math.Abs(value) is >= 1e-100 and <= 1e100, $"{value}"));
    }

    [Fact]
    public void Rows_of_a_binary32_field_stand_where_rounding_changes_its_mind()
    {
        const float Threshold = 0.3f;
        ScoringPlan plan = Plan(DataType.Float, x => Build.If(
            Build.Binary(BinaryOperator.Less, Build.ToFloat32(x), Build.Number(Threshold)), Build.Number(1), Build.Number(2)));
        double boundary = ((double)MathF.BitDecrement(Threshold) + Threshold) / 2;

        double[] values = Doubles(plan);

        Assert.Contains(boundary, values);
        Assert.Contains(Math.BitDecrement(boundary), values);
        Assert.Contains(Math.BitIncrement(boundary), values);
        Assert.Contains((double)MathF.BitDecrement(Threshold), values);
    }

    [Fact]
    public void The_boundary_of_a_computed_value_is_found_to_the_last_bit()
    {
        ScoringPlan plan = Plan(DataType.Double, x => Build.If(
            Build.Binary(BinaryOperator.LessOrEqual, Build.Add(Build.Multiply(x, Build.Number(3)), Build.Number(0.1)), Build.Number(7)),
            Build.Number(1),
            Build.Number(2)));

        double[] values = [.. Doubles(plan).Order()];

        var evaluator = new PlanEvaluator(plan);
        Assert.Contains(values.Zip(values.Skip(1)), pair => pair.Second == Math.BitIncrement(pair.First)
            && evaluator.Evaluate([Scalar.FromDouble(pair.First)])[0].Double == 1
            && evaluator.Evaluate([Scalar.FromDouble(pair.Second)])[0].Double == 2);
    }

    [Fact]
    public void The_boundary_of_a_transcendental_value_is_kept_clear_of()
    {
        ScoringPlan plan = Plan(DataType.Double, x => Build.If(
            Build.Binary(BinaryOperator.Less, Build.Unary(UnaryOperator.Exp, x), Build.Number(7)), Build.Number(1), Build.Number(2)));
        double boundary = Math.Log(7);

        double[] near = [.. Doubles(plan).Where(value => Math.Abs(value - boundary) < 1e-3)];

        Assert.Equal(2, near.Length);
        Assert.All(near, value => Assert.True(Math.Abs(value - boundary) > 1e-10, $"{value} is as near as engines disagree"));
    }

    [Fact]
    public void Categories_are_all_seen_and_so_are_texts_that_nearly_equal_them()
    {
        ScoringPlan plan = Plan(DataType.String, c => Build.If(
            Build.InSet(c, [Literal.String("red"), Literal.String("Blue")]), Build.Number(1), Build.Number(2)));

        string?[] values = [.. BoundaryRows.Of(plan).Select(row => row[0].IsMissing ? null : row[0].Text)];

        Assert.Superset(new HashSet<string?> { "red", "Blue", "red ", "bLUE", "", null }, values.ToHashSet());
        Assert.Contains("unseen category", values);
    }

    [Fact]
    public void Every_leaf_of_a_small_ensemble_is_reached()
    {
        var builder = new PlanBuilder();
        PlanValue x = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        PlanValue c = builder.AddInput(new FieldSchema("c", DataType.String), Origin.None);
        TreeNode[] nodes =
        [
            new(0, TreeTest.LessThan, 10, -1, 1, 3, ~6),
            new(0, TreeTest.LessOrEqual, 9.5, -1, 2, ~0, ~6),
            new(1, TreeTest.InSet, 0, 0, ~1, ~2, ~3),
            new(1, TreeTest.InSet, 0, 1, ~4, ~5, ~5),
        ];
        var ensemble = new TreeEnsemble(
            [x, c],
            [new CategorySet([Scalar.FromText("a")]), new CategorySet([Scalar.FromText("b"), Scalar.FromText("d")])],
            [new DecisionTree([.. nodes], 7, [])],
            TreeResult.LeafIndex,
            []);
        PlanValue leaf = builder.DefineKernel(["leaf"], ensemble, Origin.None)[0];
        builder.AddOutput(new FieldSchema("leaf", DataType.Integer), Build.Ref(leaf), Origin.None);
        ScoringPlan plan = builder.Build("leaves");

        var evaluator = new PlanEvaluator(plan);
        IEnumerable<long> reached = BoundaryRows.Of(plan).Select(row => evaluator.Evaluate(row)[0].Integer).Distinct().Order();

        Assert.Equal([0L, 1, 2, 3, 4, 5, 6], reached);
    }

    [Fact]
    public void Most_rows_are_not_refused_where_any_invalid_field_refuses_a_row()
    {
        var builder = new PlanBuilder();
        var causes = new List<Expression>();
        var inputs = new List<Expression>();
        for (int i = 0; i < 30; i++)
        {
            Expression input = Build.Ref(builder.AddInput(new FieldSchema($"x{i}", DataType.Double), Origin.None));
            inputs.Add(input);
            causes.Add(Build.Not(Build.And(
                Build.Binary(BinaryOperator.GreaterOrEqual, input, Build.Number(0)), Build.Binary(BinaryOperator.Less, input, Build.Number(1)))));
        }

        Expression refused = builder.Define("is_invalid", Build.Or([.. causes]), Origin.None);
        builder.AddOutput(
            new FieldSchema("y", DataType.Double), Build.If(refused, Literal.Missing(DataType.Double), Build.Coalesce(Build.Add([.. inputs]), Build.Number(0))), Origin.None);
        ScoringPlan plan = builder.Build("valid");

        var evaluator = new PlanEvaluator(plan);
        Scalar[][] rows = [.. BoundaryRows.Of(plan)];
        int scored = rows.Count(row => !evaluator.Evaluate(row)[0].IsMissing);

        Assert.True(scored > rows.Length / 2, $"{scored} of {rows.Length}");
        Assert.True(scored < rows.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_plan_gives_the_same_rows_each_once_and_no_more_than_asked_for(int seed)
    {
        ScoringPlan plan = RandomPlans.OfKernels(seed);

        string[] first = [.. BoundaryRows.Of(plan, 500).Select(Text)];

        Assert.Equal(first, BoundaryRows.Of(RandomPlans.OfKernels(seed), 500).Select(Text));
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.InRange(first.Length, 100, 500);

        static string Text(Scalar[] row) => string.Join('|', row.Select(value => value.IsText ? $"'{value}'" : value.ToString()));
    }

    [Fact]
    public void Values_are_of_the_types_of_the_inputs()
    {
        ScoringPlan plan = RandomPlans.OfExpressions(7, 40);

        Assert.All(BoundaryRows.Of(plan), row => Assert.All(row.Zip(plan.Inputs), pair => Assert.True(
            pair.First.IsMissing || Fits(pair.First, pair.Second.Value.Type), $"{pair.First} for {pair.Second.Value}")));

        static bool Fits(Scalar value, DataType type) => type switch
        {
            DataType.String => value.IsText,
            DataType.Double => value.IsDouble && double.IsFinite(value.Double),
            DataType.Boolean => !value.IsText && !value.IsDouble && value.Integer is 0 or 1,
            _ => !value.IsText && !value.IsDouble,
        };
    }

    private static ScoringPlan Plan(DataType type, Func<Expression, Expression> output)
    {
        var builder = new PlanBuilder();
        Expression input = Build.Ref(builder.AddInput(new FieldSchema("x", type), Origin.None));
        builder.AddOutput(new FieldSchema("y", DataType.Double), output(input), Origin.None);
        return builder.Build("plan");
    }

    private static double[] Doubles(ScoringPlan plan) =>
        [.. BoundaryRows.Of(plan).Where(row => !row[0].IsMissing).Select(row => row[0].Double)];
}
