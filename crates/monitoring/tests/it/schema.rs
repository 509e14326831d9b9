use cascade_testkit::assert_same_shape;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn databases_have_the_same_shape() {
    assert_same_shape(&cascade_monitoring::MIGRATIONS).await;
}
