using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Tests;

public class ColumnLineageTests
{
    [Fact]
    public void Outputs_hang_on_columns_through_derived_fields()
    {
        var builder = new PlanBuilder();
        Expression a = Build.Ref(builder.AddInput(new FieldSchema("a", DataType.Double), Origin.None));
        Expression b = Build.Ref(builder.AddInput(new FieldSchema("b", DataType.Double), Origin.None));
        Expression d = builder.Define("d", Build.Add(a, Build.Number(1)), new Origin("DerivedField d", SourceLocation.None));
        Expression e = builder.Define("e", Build.Multiply(d, d), new Origin("DerivedField e", SourceLocation.None));
        builder.AddOutput(new FieldSchema("first", DataType.Double), Build.Add(e, b), Origin.None);
        builder.AddOutput(new FieldSchema("second", DataType.Double), Build.Subtract(b, Build.Number(1)), Origin.None);
        ScoringPlan plan = builder.Build("plan");

        Assert.Equal(["first(d,e;a,b)", "second(;b)"], ColumnLineage.OfOutputs(plan).Select(Text));
        Assert.Equal(["d(;a)", "e(d;a)"], ColumnLineage.OfDerivedFields(plan).Select(Text));

        static string Text(ColumnLineage lineage) =>
            $"{lineage.Name}({string.Join(',', lineage.DerivedFields)};{string.Join(',', lineage.Columns)})";
    }
}
