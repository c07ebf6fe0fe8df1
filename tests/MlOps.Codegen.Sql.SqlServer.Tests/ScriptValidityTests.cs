using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;
using MlOps.Codegen.Testing;
using MlOps.Codegen.Testing.Relations;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

public class ScriptValidityTests
{
    [Fact]
    public void Scripts_for_features_parse_and_resolve()
    {
        Script.AssertResolved(Telephony.Everything());
        for (int seed = 1; seed <= 3; seed++)
        {
            Script.AssertResolved(Telephony.Random(seed));
        }
    }

    [Fact]
    public void Random_kernels_parse_and_resolve()
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            Script.AssertResolved(Script.Supported(RandomPlans.OfKernels(seed)));
        }
    }
}
