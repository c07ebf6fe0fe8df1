using static MlOps.Codegen.Compiler.Tests.Models.TimeSeriesModels.TimeSeriesFile;

namespace MlOps.Codegen.Compiler.Tests.Models.TimeSeriesModels;

public class StateSpaceTests
{
    // The states are (2, 1), (2, 3), (4, 5): half the first plus the second, and their sum.
    private const string Transition = "<TransitionMatrix><Matrix nbRows='2' nbCols='2'><Array type='real'>0.5 1</Array><Array type='real'>1 1</Array></Matrix></TransitionMatrix>";

    private const string One = "<MeasurementMatrix><Matrix nbRows='1' nbCols='2'><Array type='real'>1 10</Array></Matrix></MeasurementMatrix>";

    private const string Two = "<MeasurementMatrix><Matrix nbRows='2' nbCols='2'><Array type='real'>1 10</Array><Array type='real'>0 1</Array></Matrix></MeasurementMatrix>";

    [Fact]
    public void Each_step_takes_the_state_on_and_measures_it()
    {
        ModelFixture model = Space("intercept='100'", One);
        model.Score(("h", 1.0)).Is(("y", 100 + 2 + 10));
        model.Score(("h", 2.0)).Is(("y", 100 + 2 + 30));
        model.Score(("h", 3.0)).Is(("y", 100 + 4 + 50));
    }

    [Fact]
    public void An_intercept_is_of_the_values_or_of_the_states()
    {
        Space("", One + $"<InterceptVector type='observation'>{Array(7)}</InterceptVector>").Score(("h", 2.0)).Is(("y", 7 + 32));
        Space("", One + $"<InterceptVector>{Array(7, 0)}</InterceptVector>").Score(("h", 2.0)).Is(("y", 32 + 7));
        Space("", One + $"<InterceptVector>{Array(7, 0)}</InterceptVector>").Score(("h", 1.0)).Is(("y", 12));
    }

    [Fact]
    public void Several_targets_are_measured_by_a_row_each()
    {
        const string Fields = """<MiningField name="z" usageType="target"/><MiningField name="h" usageType="supplementary"/>""";
        ModelFixture model = ModelFixture.Of(Text("StateSpaceModel", Element("", Two + $"<InterceptVector type='observation'>{Array(0, 0)}</InterceptVector>"), fields: Fields));
        model.Score(("h", 3.0)).Is(("y", 54), ("z", 5));
        Assert.Equal(
            ["MLC3009 the model does not forecast as many series as it has targets"],
            ModelFixture.Refusals(Text("StateSpaceModel", Element("", One), fields: Fields)));
    }

    [Fact]
    public void Matrices_that_do_not_fit_are_refused() => Assert.Equal(
        ["MLC3009 the matrices of the StateSpaceModel do not fit its vectors"],
        ModelFixture.Refusals(Text("StateSpaceModel", Element("", One).Replace("2 1<", "2 1 0<", StringComparison.Ordinal).Replace("n='2' type='real'>2 1 0", "n='3' type='real'>2 1 0", StringComparison.Ordinal))));

    private static ModelFixture Space(string attributes, string parts) => ModelFixture.Of(Text("StateSpaceModel", Element(attributes, parts)));

    private static string Element(string attributes, string parts) =>
        $"<StateSpaceModel {attributes}><StateVector>{Array(2, 1)}</StateVector>{Transition}{parts}</StateSpaceModel>";
}
